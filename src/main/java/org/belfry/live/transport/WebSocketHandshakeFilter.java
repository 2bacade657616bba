package org.belfry.live.transport;

import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.belfry.http.OpeningHandshake;
import org.belfry.http.QueryString;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;
import org.belfry.problem.RecentIncidents;
import org.belfry.security.Authenticator;
import org.belfry.security.Origins;

/**
 * The WebSocket door: refuses a handshake with a real HTTP answer, which an endpoint can't
 * (throwing there gives 500), and hands the user on as the request's principal, which the session
 * then has.
 */
@WebFilter(
    urlPatterns = "/ws",
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class WebSocketHandshakeFilter extends HttpFilter {

  private static final long serialVersionUID = 1;

  /** Begins a subprotocol that is none, but a token: pages can set no header but that one. */
  private static final String TOKEN = "bearer.";

  private final transient Authenticator authenticator;
  private final transient Origins origins;
  private final transient RecentIncidents incidents;

  @Inject
  public WebSocketHandshakeFilter(
      Authenticator authenticator, Origins origins, RecentIncidents incidents) {
    this.authenticator = authenticator;
    this.origins = origins;
    this.incidents = incidents;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HandshakePrincipal principal;
    try {
      principal = admit(request);
    } catch (Problem e) {
      incidents.refused("websocket", e, request.getRemoteAddr());
      OpeningHandshake.explain(e.status(), response);
      ProblemWriter.write(response, e);
      return;
    }
    chain.doFilter(new Admitted(request, principal), response);
  }

  private HandshakePrincipal admit(HttpServletRequest request) {
    OpeningHandshake.check(request);
    origins.check(request);
    var user = authenticator.user(request.getHeader("Authorization"), token(request));
    return new HandshakePrincipal(user, request.getRemoteAddr(), request.getHeader("User-Agent"));
  }

  /** From among the subprotocols, where it stays out of addresses and logs, or from the query. */
  private static String token(HttpServletRequest request) {
    return OpeningHandshake.subprotocols(request).stream()
        .filter(name -> name.regionMatches(true, 0, TOKEN, 0, TOKEN.length()))
        .map(name -> name.substring(TOKEN.length()))
        .findFirst()
        .orElseGet(() -> QueryString.parse(request.getQueryString()).get("access_token"));
  }

  private static final class Admitted extends HttpServletRequestWrapper {

    private final HandshakePrincipal principal;

    Admitted(HttpServletRequest request, HandshakePrincipal principal) {
      super(request);
      this.principal = principal;
    }

    @Override
    public Principal getUserPrincipal() {
      return principal;
    }
  }
}
