package org.belfry.live.socketio;

import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;
import org.belfry.problem.RecentIncidents;
import org.belfry.security.Origins;
import org.belfry.socketio.server.WebSocketHandshake;

/**
 * Before both doors of {@code /socket.io/}: origins, CORS and the handshakes of WebSockets. Who may
 * read which inbox is decided when a client joins the namespace.
 */
@WebFilter(
    urlPatterns = "/socket.io/*",
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class SocketIoFilter extends HttpFilter {

  private static final long serialVersionUID = 1;

  private final transient SocketIo socketIo;
  private final transient Origins origins;
  private final transient RecentIncidents incidents;

  @Inject
  public SocketIoFilter(SocketIo socketIo, Origins origins, RecentIncidents incidents) {
    this.socketIo = socketIo;
    this.origins = origins;
    this.incidents = incidents;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      origins.check(request);
      permit(request, response);
      if (WebSocketHandshake.isHandshake(request)) {
        WebSocketHandshake.check(request);
      }
    } catch (Problem e) {
      incidents.refused(SocketIoTransport.NAME, e, request.getRemoteAddr());
      WebSocketHandshake.explain(e.status(), response);
      ProblemWriter.write(response, e);
      return;
    }
    if (request.getMethod().equals("OPTIONS")) {
      response.setStatus(204);
    } else if (!WebSocketHandshake.isHandshake(request)) {
      chain.doFilter(request, response);
    } else {
      var admitted = socketIo.sockets().admit(request, response);
      if (admitted != null) {
        chain.doFilter(admitted, response);
      }
    }
  }

  /**
   * Says in the answer that the page which asks may read it; only to be called for origins that may
   * connect. Clients of Socket.IO 2 ask with credentials, although there are none to be had.
   */
  public static void permit(HttpServletRequest request, HttpServletResponse response) {
    var origin = request.getHeader("Origin");
    if (origin == null) {
      return;
    }
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Access-Control-Allow-Credentials", "true");
    response.addHeader("Vary", "Origin");
    if (request.getHeader("Access-Control-Request-Method") != null) {
      response.setHeader("Access-Control-Allow-Methods", "GET, POST");
      response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type");
      response.setHeader("Access-Control-Max-Age", "600");
    }
  }
}
