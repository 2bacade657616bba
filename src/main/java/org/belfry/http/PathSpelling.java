package org.belfry.http;

/**
 * Whether a path is spelled as everybody spells it. Servers decode and tidy up what they are asked
 * for, each in its own way, so another spelling of a path passes by a proxy's rule for that path.
 */
final class PathSpelling {

  /** What comes after it is a user's id, which may hold any character. */
  private static final String USERS = "/users/";

  private PathSpelling() {}

  /** Looks at the path of a request as it was sent, without the query. */
  static boolean isPlain(String path) {
    return path.startsWith("/")
        && !path.contains("//")
        && !(path + "/").contains("/./")
        && !(path + "/").contains("/../")
        && isPlainlyEncoded(path);
  }

  private static boolean isPlainlyEncoded(String path) {
    for (var i = 0; i < path.length(); i++) {
      var c = path.charAt(i);
      if (c == '%') {
        if (!isNeeded(path, i)) {
          return false;
        }
        i += 2;
      } else if (c <= ' ' || c > '~' || c == ';' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** Whether an octet has to be percent-encoded where it stands (RFC 3986 §2.3). */
  private static boolean isNeeded(String path, int at) {
    if (at + 2 >= path.length()) {
      return false;
    }
    var high = Character.digit(path.charAt(at + 1), 16);
    var low = Character.digit(path.charAt(at + 2), 16);
    if (high < 0 || low < 0) {
      return false;
    }
    var octet = high << 4 | low;
    return !isUnreserved(octet) && (isPlainText(octet) || isInId(path, at));
  }

  private static boolean isPlainText(int octet) {
    return octet >= ' ' && octet != 0x7f && octet != '/' && octet != '\\';
  }

  /** What of it may not be in an id the door says, which names the field. */
  private static boolean isInId(String path, int at) {
    var slash = path.lastIndexOf('/', at);
    return path.startsWith(USERS, slash - USERS.length() + 1);
  }

  /** But for the tilde, which some libraries encode, and which is in no path of ours. */
  private static boolean isUnreserved(int octet) {
    return octet >= 'a' && octet <= 'z'
        || octet >= 'A' && octet <= 'Z'
        || octet >= '0' && octet <= '9'
        || octet == '-'
        || octet == '.'
        || octet == '_';
  }
}
