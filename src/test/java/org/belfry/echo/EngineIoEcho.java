package org.belfry.echo;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import org.belfry.engine.PollingDoor;
import org.belfry.engine.WebSocketCallbacks;
import org.belfry.engine.WebSocketDoor;

/** The doors of {@code /engine.io/}. */
final class EngineIoEcho {

  private static final PollingDoor POLLS = new PollingDoor(Echo.ENGINE_IO);
  private static final WebSocketDoor SOCKETS = new WebSocketDoor(Echo.ENGINE_IO);

  private EngineIoEcho() {}

  /** Long polling. */
  @WebServlet(urlPatterns = "/engine.io/*", asyncSupported = true)
  public static class Polls extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      POLLS.handle(request, response);
    }
  }

  /** Handshakes. */
  @WebFilter(urlPatterns = "/engine.io/*", asyncSupported = true)
  public static class Handshakes extends HttpFilter {

    private static final long serialVersionUID = 1;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      var admitted =
          WebSocketDoor.isHandshake(request) ? SOCKETS.admit(request, response) : request;
      if (admitted != null) {
        chain.doFilter(admitted, response);
      }
    }
  }

  /** WebSockets. */
  @ServerEndpoint("/engine.io/")
  public static class Sockets {

    private final WebSocketCallbacks callbacks = new WebSocketCallbacks(SOCKETS);

    @OnOpen
    public void open(Session session) throws IOException {
      callbacks.open(session);
    }

    @OnMessage
    public void text(String part, boolean isLast) {
      callbacks.text(part, isLast);
    }

    @OnMessage
    public void binary(byte[] part, boolean isLast) {
      callbacks.binary(part, isLast);
    }

    @OnClose
    public void close() {
      callbacks.close();
    }

    @OnError
    public void error(Throwable error) {
      callbacks.error(error);
    }
  }
}
