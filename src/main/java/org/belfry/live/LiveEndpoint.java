package org.belfry.live;

import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.belfry.cluster.Visit;
import org.belfry.engine.FrameParts;
import org.belfry.engine.MessageTooLargeException;
import org.belfry.problem.Problem;
import org.belfry.security.Visitor;

/**
 * {@code /ws}, subprotocol {@code belfry.v1}: translates the container's callbacks. Who comes here
 * has been let in by the handshake filter.
 */
@ServerEndpoint(value = "/ws", subprotocols = "belfry.v1")
public class LiveEndpoint {

  private static final Logger LOG = System.getLogger(LiveEndpoint.class.getName());

  private final Connections connections;
  private final Openings openings;
  private final Commands commands;
  private final FrameParts parts = new FrameParts(Commands.LONGEST);
  private Connection connection;

  @Inject
  public LiveEndpoint(Connections connections, Openings openings, Commands commands) {
    this.connections = connections;
    this.openings = openings;
    this.commands = commands;
  }

  @OnOpen
  public void open(Session session) {
    var wire = new WebSocketWire(session);
    var visitor = (Visitor) session.getUserPrincipal();
    var user = visitor.user();
    try {
      var reading = openings.reading(user.id(), Openings.parameters(session.getQueryString()));
      var visit =
          new Visit(user.id(), wire.transport(), visitor.remoteAddress(), visitor.userAgent());
      connection = connections.open(wire, visit, user.expiresAt(), reading);
    } catch (Problem e) {
      wire.write(
          List.of(Wire.Frame.aside(Greetings.error(null, e))), error -> wire.close(Goodbye.of(e)));
    }
  }

  @OnMessage
  public void text(Session session, String part, boolean isLast) throws IOException {
    if (connection == null || connection.isGone()) {
      // closed, but the other side goes on: not on every server its frames end here
      return;
    }
    connection.pulse().sign(System.nanoTime());
    try {
      var message = parts.add(part, isLast);
      if (message != null) {
        commands.run(connection, message);
      }
    } catch (MessageTooLargeException e) {
      session.close(new CloseReason(CloseCodes.TOO_BIG, e.getMessage()));
    }
  }

  @OnMessage
  public void binary(byte[] part, boolean isLast) {
    if (connection != null) {
      connection.close(Goodbye.NOT_UNDERSTOOD);
    }
  }

  @OnMessage
  public void pong(PongMessage message) {
    if (connection != null) {
      connection.pulse().sign(System.nanoTime());
    }
  }

  @OnClose
  public void close(CloseReason reason) {
    if (connection != null) {
      connections.gone(connection, "client " + named(reason.getCloseCode().getCode()));
    }
  }

  @OnError
  public void error(Throwable error) {
    LOG.log(Level.DEBUG, "a socket failed", error);
    if (connection != null) {
      connections.gone(connection, "socket failed");
    }
  }

  /** Clients choose from thousands of codes, and a metric has a series for each. */
  private static String named(int code) {
    return code >= 1000 && code <= 1015 ? String.valueOf(code) : "other";
  }
}
