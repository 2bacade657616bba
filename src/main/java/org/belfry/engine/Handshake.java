package org.belfry.engine;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the first request of a session said. It is the principal of a WebSocket's request, because
 * that is what an endpoint can see of it.
 *
 * @param query the first value of each parameter that is known here; all others are forgotten, as
 *     are values that are too long to be anything: whoever opens a session chooses what it keeps
 * @param authorization the header, may be null as may the next two
 */
public record Handshake(
    Map<String, String> query, String authorization, String remoteAddress, String userAgent)
    implements Principal {

  /** Those of the engine and those of applications. */
  private static final Set<String> KNOWN =
      Set.of("EIO", "transport", "sid", "j", "b64", "token", "epoch", "after", "replay");

  /** As servers take of a header, as a rule. */
  private static final int LONGEST_VALUE = 8_192;

  private static final int LONGEST_USER_AGENT = 256;

  public Handshake {
    query =
        query.entrySet().stream()
            .filter(said -> KNOWN.contains(said.getKey()))
            .filter(said -> said.getValue().length() <= LONGEST_VALUE)
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    if (authorization != null && authorization.length() > LONGEST_VALUE) {
      authorization = null;
    }
    if (userAgent != null && userAgent.length() > LONGEST_USER_AGENT) {
      userAgent = userAgent.substring(0, LONGEST_USER_AGENT);
    }
  }

  static Handshake of(HttpServletRequest request) {
    return new Handshake(
        query(request.getQueryString()),
        request.getHeader("Authorization"),
        request.getRemoteAddr(),
        request.getHeader("User-Agent"));
  }

  /** Not by the container: it would read the body of a POST for parameters. */
  static Map<String, String> query(String text) {
    var query = new HashMap<String, String>();
    if (text != null) {
      for (var part : text.split("&")) {
        var equals = part.indexOf('=');
        var name = equals < 0 ? part : part.substring(0, equals);
        query.putIfAbsent(decoded(name), equals < 0 ? "" : decoded(part.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** A query parameter, or null. */
  public String parameter(String name) {
    return query.get(name);
  }

  @Override
  public String getName() {
    return "a client of " + remoteAddress;
  }

  /** Without the query, which may hold a token. */
  @Override
  public String toString() {
    return getName();
  }
}
