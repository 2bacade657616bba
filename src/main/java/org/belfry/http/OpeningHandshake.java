package org.belfry.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/**
 * What has to be right about the opening of a WebSocket (RFC 6455 §4.2.1). Looked at before a
 * container does: what is wrong with it, containers take for a plain request, each in its own way.
 */
public final class OpeningHandshake {

  private static final String VERSION = "13";

  /** Sixteen bytes in Base64. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{22}==");

  private OpeningHandshake() {}

  /** Whether a request wants to become a WebSocket. */
  public static boolean isWanted(HttpServletRequest request) {
    return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
  }

  /**
   * Looks at the headers that every opening has.
   *
   * @throws Problem 405, 426 or 400
   */
  public static void check(HttpServletRequest request) {
    // Undertow does not look at the method
    if (!request.getMethod().equals("GET")) {
      throw Problem.getOnly();
    }
    if (!isWanted(request)) {
      throw new Problem(ProblemKind.UPGRADE_REQUIRED, "this is a WebSocket; see docs/protocol.md");
    }
    var version = request.getHeader("Sec-WebSocket-Version");
    if (!VERSION.equals(version)) {
      throw new Problem(
              ProblemKind.UPGRADE_REQUIRED,
              "Sec-WebSocket-Version has to be " + VERSION + " (RFC 6455)")
          .because("Sec-WebSocket-Version " + version);
    }
    var key = request.getHeader("Sec-WebSocket-Key");
    if (key == null || !KEY.matcher(key.strip()).matches()) {
      throw new Problem(
          ProblemKind.BAD_HANDSHAKE, "Sec-WebSocket-Key has to be 16 bytes in Base64 (RFC 6455)");
    }
  }

  /** Sets the headers that belong to a refusal with this status; the connection ends with it. */
  public static void explain(int status, HttpServletResponse response) {
    if (status == 426) {
      response.setHeader("Upgrade", "websocket");
      response.setHeader("Sec-WebSocket-Version", VERSION);
      // with Upgrade Payara tells no length, so the connection's end has to be the answer's
      response.setHeader("Connection", "close");
      response.addHeader("Connection", "Upgrade");
    } else if (status == 405) {
      response.setHeader("Allow", "GET");
    }
  }

  /** The subprotocols that are offered, in order. */
  public static List<String> subprotocols(HttpServletRequest request) {
    return Collections.list(request.getHeaders("Sec-WebSocket-Protocol")).stream()
        .flatMap(line -> Stream.of(line.split(",")))
        .map(String::strip)
        .toList();
  }
}
