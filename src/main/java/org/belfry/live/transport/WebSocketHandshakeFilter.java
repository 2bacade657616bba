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
import org.belfry.live.Admission;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;

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

  private static final String TRANSPORT = "websocket";

  private final transient Admission admission;

  @Inject
  public WebSocketHandshakeFilter(Admission admission) {
    this.admission = admission;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HandshakePrincipal principal;
    try {
      OpeningHandshake.check(request);
      principal = new HandshakePrincipal(admission.admitPage(request, TRANSPORT, token(request)));
    } catch (Problem e) {
      admission.refused(TRANSPORT, e, request.getRemoteAddr());
      OpeningHandshake.explain(e.status(), response);
      ProblemWriter.write(response, e);
      return;
    }
    chain.doFilter(new Admitted(request, principal), response);
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
