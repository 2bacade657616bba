package org.belfry.text;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * One line of the log, {@code event=… key=value}: whatever a value holds, it stays one value of one
 * line. What a program would not read as one word is quoted, and what is no plain text is escaped.
 */
public final class LogEvent {

  private static final int LONGEST_VALUE = 1_000;

  private final StringBuilder line;

  private LogEvent(String name) {
    line = new StringBuilder("event=").append(name);
  }

  /** Begins a line; the names are constants of the code. */
  public static LogEvent of(String name) {
    return new LogEvent(name);
  }

  /** Adds a value; null is written as {@code -}. */
  public LogEvent with(String key, Object value) {
    line.append(' ').append(key).append('=');
    if (value == null) {
      line.append('-');
    } else {
      append(value.toString());
    }
    return this;
  }

  private void append(String value) {
    var text = value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value;
    if (isWord(text)) {
      line.append(text);
      return;
    }
    line.append('"');
    text.codePoints().forEach(this::escaped);
    line.append('"');
  }

  private static boolean isWord(String text) {
    return !text.isEmpty()
        && !text.equals("-")
        && text.codePoints().noneMatch(c -> c == ' ' || isMark(c) || c == '=' || isUnplain(c));
  }

  private static boolean isMark(int c) {
    return c == '"' || c == '\\';
  }

  /** Control characters, line ends, unpaired surrogates, and those that turn the text around. */
  private static boolean isUnplain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  private void escaped(int c) {
    if (isMark(c)) {
      line.append('\\').append((char) c);
    } else if (isUnplain(c)) {
      line.append(c > 0xffff ? "\\u{%x}".formatted(c) : "\\u%04x".formatted(c));
    } else {
      line.appendCodePoint(c);
    }
  }

  /** Writes the line. */
  public void log(Logger log, Level level) {
    // as an argument: braces in a value are no places for others
    log.log(level, "{0}", line);
  }

  /** Writes the line and why. */
  public void log(Logger log, Level level, Throwable reason) {
    log.log(level, line.toString(), reason);
  }

  @Override
  public String toString() {
    return line.toString();
  }
}
