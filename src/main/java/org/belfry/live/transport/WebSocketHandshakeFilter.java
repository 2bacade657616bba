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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.Principal;
import org.belfry.http.QueryString;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;
import org.belfry.problem.RecentIncidents;
import org.belfry.security.Authenticator;
import org.belfry.security.Origins;
import org.belfry.text.LogEvent;

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
  private static final Logger LOG = System.getLogger(WebSocketHandshakeFilter.class.getName());

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
      LogEvent.of("refused")
          .with("transport", "websocket")
          .with("code", e.code())
          .with("remote", request.getRemoteAddr())
          .log(LOG, Level.INFO);
      incidents.refused("websocket", e.code(), request.getRemoteAddr());
      if (e.status() == 426) {
        response.setHeader("Upgrade", "websocket");
        // with that header Payara tells no length, so the connection's end has to be the answer's
        response.setHeader("Connection", "close");
        response.addHeader("Connection", "Upgrade");
      } else if (e.status() == 405) {
        response.setHeader("Allow", "GET");
      }
      ProblemWriter.write(response, e);
      return;
    }
    chain.doFilter(new Admitted(request, principal), response);
  }

  private HandshakePrincipal admit(HttpServletRequest request) {
    // RFC 6455 §4.1: Undertow does not look at the method
    if (!request.getMethod().equals("GET")) {
      throw new Problem(405, "method-not-allowed", "this path answers to GET only");
    }
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      throw new Problem(426, "upgrade-required", "this is a WebSocket; see docs/protocol.md");
    }
    if (!origins.allows(request.getHeader("Origin"), request.getHeader("Host"))) {
      throw new Problem(403, "origin-refused", "this origin is not allowed");
    }
    var query = QueryString.parse(request.getQueryString());
    var user = authenticator.user(request.getHeader("Authorization"), query.get("access_token"));
    return new HandshakePrincipal(user, request.getRemoteAddr(), request.getHeader("User-Agent"));
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
