package org.belfry.echo;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import java.io.IOException;
import org.belfry.socketio.server.Engine;
import org.belfry.socketio.server.PollingHandler;
import org.belfry.socketio.server.WebSocketCallbacks;
import org.belfry.socketio.server.WebSocketHandshake;

/** The doors of an engine; each path has its own, because their annotations name it. */
final class EchoDoors {

  private EchoDoors() {}

  /** Long polling. */
  abstract static class Polls extends HttpServlet {

    private static final long serialVersionUID = 1;

    private final transient PollingHandler door;

    Polls(Engine engine) {
      door = new PollingHandler(engine);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      door.handle(request, response);
    }
  }

  /** Handshakes. */
  abstract static class Handshakes extends HttpFilter {

    private static final long serialVersionUID = 1;

    private final transient WebSocketHandshake door;

    Handshakes(Engine engine) {
      door = new WebSocketHandshake(engine);
    }

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      var admitted =
          WebSocketHandshake.isHandshake(request) ? door.admit(request, response) : request;
      if (admitted != null) {
        chain.doFilter(admitted, response);
      }
    }
  }

  /** WebSockets; public, as containers want those of whom they call methods. */
  public abstract static class Sockets {

    private final WebSocketCallbacks callbacks;

    Sockets(Engine engine) {
      callbacks = new WebSocketCallbacks(new WebSocketHandshake(engine));
    }

    @OnOpen
    public void open(Session session) {
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
