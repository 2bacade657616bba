package org.belfry.echo;

import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebServlet;
import jakarta.websocket.server.ServerEndpoint;

/** The doors of {@code /socket.io/}. */
final class SocketIoEcho {

  private SocketIoEcho() {}

  /** Long polling. */
  @WebServlet(urlPatterns = "/socket.io/*", asyncSupported = true)
  public static class Polls extends EchoDoors.Polls {

    private static final long serialVersionUID = 1;

    public Polls() {
      super(Echo.SOCKET_IO);
    }
  }

  /** Handshakes. */
  @WebFilter(urlPatterns = "/socket.io/*", asyncSupported = true)
  public static class Handshakes extends EchoDoors.Handshakes {

    private static final long serialVersionUID = 1;

    public Handshakes() {
      super(Echo.SOCKET_IO);
    }
  }

  /** WebSockets. */
  @ServerEndpoint("/socket.io/")
  public static class Sockets extends EchoDoors.Sockets {

    public Sockets() {
      super(Echo.SOCKET_IO);
    }
  }
}
