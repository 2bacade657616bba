package org.belfry.text;

import org.belfry.problem.Problem;

/**
 * The gate of every text that reaches the store: PostgreSQL holds no U+0000 and no unpaired
 * surrogates, and an id with a line break in it would forge lines wherever it is written.
 */
public final class Storable {

  /** Of ids, names, types and keys, in characters. */
  public static final int LONGEST_ID = 128;

  private static final char REPLACEMENT = '\ufffd';

  private Storable() {}

  /**
   * An id, a name, a type or a key: 1 to 128 characters, none of them a control character, and
   * neither "." nor "..", which a path can't hold: whoever sends one takes them out of it.
   *
   * @throws Problem 400 {@code missing-field} for null, {@code invalid-field} for what breaks a
   *     rule
   */
  public static String id(String field, String value) {
    if (value == null) {
      throw Problem.missingField(field);
    }
    if (value.isEmpty() || value.length() > LONGEST_ID) {
      throw Problem.invalidField(field, "1 to " + LONGEST_ID + " characters long");
    }
    if (isDots(value)) {
      throw Problem.invalidField(field, "something other than . and .., which no path can hold");
    }
    if (!isId(value)) {
      throw Problem.invalidField(field, "text without control characters and unpaired surrogates");
    }
    return value;
  }

  /**
   * A text for people; null stays null.
   *
   * @throws Problem 400 {@code invalid-field} for what is too long or can't be stored
   */
  public static String text(String field, String value, int longest) {
    if (value == null) {
      return null;
    }
    if (value.length() > longest) {
      throw Problem.invalidField(field, "at most " + longest + " characters long");
    }
    if (!isText(value)) {
      throw Problem.invalidField(field, "text without NUL characters and unpaired surrogates");
    }
    return value;
  }

  /** Whether a value may be an id. */
  public static boolean isId(String value) {
    if (value == null || value.isEmpty() || value.length() > LONGEST_ID || !isText(value)) {
      return false;
    }
    for (var i = 0; i < value.length(); i++) {
      if (isControl(value.charAt(i))) {
        return false;
      }
    }
    return !isDots(value);
  }

  private static boolean isDots(String value) {
    return value.equals(".") || value.equals("..");
  }

  /** C0, DEL and C1, and the two separators that end a line as a control character does. */
  static boolean isControl(int c) {
    return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
  }

  /** Whether PostgreSQL can hold the text. */
  public static boolean isText(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == 0) {
        return false;
      }
      if (Character.isSurrogate(c)) {
        if (!isPair(text, i)) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  private static boolean isPair(String text, int at) {
    return at + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  /**
   * What comes along with a request and is nobody's word, made fit for the store and the log: what
   * can't stand there is replaced, and what is longer is cut. Null stays null.
   */
  public static String cleaned(String text, int longest) {
    if (text == null || text.length() <= longest && isText(text) && isPrintable(text)) {
      return text;
    }
    var clean = new StringBuilder(Math.min(text.length(), longest));
    for (var i = 0; i < text.length() && clean.length() < longest; i++) {
      var c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        clean.append(isControl(c) ? REPLACEMENT : c);
      } else if (!isPair(text, i)) {
        clean.append(REPLACEMENT);
      } else if (clean.length() + 2 > longest) {
        break;
      } else {
        clean.append(c).append(text.charAt(++i));
      }
    }
    return clean.toString();
  }

  private static boolean isPrintable(String text) {
    return text.chars().noneMatch(Storable::isControl);
  }
}
