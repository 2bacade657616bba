package org.belfry.socketio.server;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.belfry.http.QueryString;

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
        QueryString.parse(request.getQueryString()),
        request.getHeader("Authorization"),
        request.getRemoteAddr(),
        request.getHeader("User-Agent"));
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
