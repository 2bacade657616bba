package org.belfry.echo;

import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.annotation.WebServlet;
import jakarta.websocket.server.ServerEndpoint;
import org.belfry.ops.PayaraHandshake;

/** The doors of {@code /engine.io/}. */
final class EngineIoEcho {

  private EngineIoEcho() {}

  /** Long polling. */
  @WebServlet(urlPatterns = "/engine.io/*", asyncSupported = true)
  public static class Polls extends EchoDoors.Polls {

    private static final long serialVersionUID = 1;

    public Polls() {
      super(Echo.ENGINE_IO);
    }
  }

  /** Handshakes. */
  @WebFilter(urlPatterns = "/engine.io/*", asyncSupported = true)
  public static class Handshakes extends EchoDoors.Handshakes {

    private static final long serialVersionUID = 1;

    public Handshakes() {
      super(Echo.ENGINE_IO);
    }
  }

  /** As before Belfry's own doors. */
  @WebFilter(urlPatterns = "/engine.io/*", asyncSupported = true)
  public static class OnPayara extends PayaraHandshake {

    private static final long serialVersionUID = 1;
  }

  /** WebSockets. */
  @ServerEndpoint("/engine.io/")
  public static class Sockets extends EchoDoors.Sockets {

    public Sockets() {
      super(Echo.ENGINE_IO);
    }
  }
}
