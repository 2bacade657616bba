package org.belfry.live.transport;

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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.belfry.live.Admission;
import org.belfry.live.Commands;
import org.belfry.live.Connection;
import org.belfry.live.Connections;
import org.belfry.live.ControlFrames;
import org.belfry.live.StartPositions;
import org.belfry.problem.CloseCode;
import org.belfry.problem.Problem;
import org.belfry.websocket.MessageAssembler;
import org.belfry.websocket.MessageTooLargeException;
import org.belfry.websocket.SocketCloser;

/**
 * {@code /ws}, subprotocol {@code belfry.v1}: translates the container's callbacks. Who comes here
 * has been let in by the handshake filter.
 */
@ServerEndpoint(value = "/ws", subprotocols = "belfry.v1")
public class WebSocketEndpoint {

  private static final Logger LOG = System.getLogger(WebSocketEndpoint.class.getName());

  private final Admission admission;
  private final Connections connections;
  private final StartPositions positions;
  private final Commands commands;
  private final SocketCloser closer;
  private final MessageAssembler parts = new MessageAssembler(Commands.LONGEST);
  private Connection connection;
  private WebSocketTransport wire;

  @Inject
  public WebSocketEndpoint(
      Admission admission,
      Connections connections,
      StartPositions positions,
      Commands commands,
      SocketCloser closer) {
    this.admission = admission;
    this.connections = connections;
    this.positions = positions;
    this.commands = commands;
    this.closer = closer;
  }

  @OnOpen
  public void open(Session session) {
    wire = new WebSocketTransport(session, closer);
    var principal = (HandshakePrincipal) session.getUserPrincipal();
    try {
      var parameters = StartPositions.parameters(session.getQueryString());
      connection =
          admission.open(
              wire, principal.who(), positions.reading(principal.who().user().id(), parameters));
    } catch (Problem e) {
      wire.write(List.of(ControlFrames.error(null, e)), error -> wire.close(e.closeCode()));
    }
  }

  @OnMessage
  public void text(String part, boolean isLast) {
    if (connection == null || connection.isGone()) {
      // closed, but the other side goes on: not on every server its frames end here
      return;
    }
    connection.deadlines().sign(System.nanoTime());
    try {
      var message = parts.add(part, isLast);
      if (message != null) {
        commands.run(connection, message);
      }
    } catch (MessageTooLargeException e) {
      wire.close(CloseCodes.TOO_BIG, e.getMessage());
    }
  }

  @OnMessage
  public void binary(byte[] part, boolean isLast) {
    if (connection != null) {
      connection.close(CloseCode.NOT_UNDERSTOOD);
    }
  }

  @OnMessage
  public void pong(PongMessage message) {
    if (connection != null) {
      connection.deadlines().sign(System.nanoTime());
    }
  }

  @OnClose
  public void close(CloseReason reason) {
    wire.closed();
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
