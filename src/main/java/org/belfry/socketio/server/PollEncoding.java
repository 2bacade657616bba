package org.belfry.socketio.server;

import java.nio.charset.StandardCharsets;
import org.belfry.http.QueryString;
import org.belfry.socketio.protocol.Framing.Payload;

/**
 * How a client wants its polls answered: plainly, or, from before browsers had CORS, as a script
 * that calls it back (JSONP; Engine.IO 3 only).
 *
 * @param callback the number of the function that the script calls; null for plain answers
 */
record PollEncoding(boolean isTextOnly, String callback) {

  private static final int LONGEST_CALLBACK = 10;

  static PollEncoding of(Handshake request) {
    var callback = request.parameter("j");
    return callback == null
        ? new PollEncoding("1".equals(request.parameter("b64")), null)
        : new PollEncoding(true, digits(callback));
  }

  /** Digits only: it becomes part of a script. */
  private static String digits(String text) {
    var digits = text.replaceAll("[^0-9]", "");
    return digits.substring(0, Math.min(digits.length(), LONGEST_CALLBACK));
  }

  boolean isScript() {
    return callback != null;
  }

  String contentType(Payload answer) {
    if (isScript()) {
      return "text/javascript; charset=UTF-8";
    }
    return answer.isBinary() ? "application/octet-stream" : "text/plain; charset=UTF-8";
  }

  Payload answer(Payload payload) {
    if (!isScript()) {
      return payload;
    }
    var out = new StringBuilder("___eio[").append(callback).append("](");
    quote(out, new String(payload.bytes(), StandardCharsets.UTF_8));
    return new Payload(out.append(");").toString().getBytes(StandardCharsets.UTF_8), false);
  }

  /** A string of JavaScript, whose lines end at more characters than those of JSON do. */
  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == '<' || c == '\u2028' || c == '\u2029') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /**
   * The payload in the body of a POST: what {@code d} is of a form, with the line breaks that the
   * client has escaped because forms change them.
   */
  byte[] posted(byte[] body) {
    if (!isScript()) {
      return body;
    }
    var form = QueryString.parse(new String(body, StandardCharsets.UTF_8)).getOrDefault("d", "");
    return form.replaceAll("(?<!\\\\)\\\\n", "\n")
        .replace("\\\\n", "\\n")
        .getBytes(StandardCharsets.UTF_8);
  }
}
