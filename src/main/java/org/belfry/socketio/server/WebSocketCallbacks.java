package org.belfry.socketio.server;

import jakarta.websocket.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.Malformed;
import org.belfry.websocket.MessageAssembler;
import org.belfry.websocket.MessageTooLargeException;
import org.belfry.websocket.SocketCloser;

/** What an endpoint hands on: the callbacks of one WebSocket. */
public final class WebSocketCallbacks {

  private static final Logger LOG = System.getLogger(WebSocketCallbacks.class.getName());

  private final WebSocketHandshake door;
  private final MessageAssembler parts =
      new MessageAssembler(() -> exit().session().joinLimits().maxFrame());
  private SocketCloser.Closing closing;
  private WebSocketEngineTransport exit;

  public WebSocketCallbacks(WebSocketHandshake door) {
    this.door = door;
  }

  private WebSocketEngineTransport exit() {
    return exit;
  }

  public void open(Session socket) {
    closing = door.opened(socket);
    exit = door.open(socket, closing);
  }

  public void text(String part, boolean isLast) {
    read(
        () -> {
          var frame = parts.add(part, isLast);
          return frame == null ? null : exit.session().framing().read(frame);
        });
  }

  public void binary(byte[] part, boolean isLast) {
    read(
        () -> {
          var frame = parts.add(part, isLast);
          return frame == null ? null : exit.session().framing().read(frame);
        });
  }

  private void read(Supplier<EnginePacket> frame) {
    if (exit == null) {
      return;
    }
    try {
      var packet = frame.get();
      if (packet != null) {
        exit.session().received(exit, packet);
      }
    } catch (Malformed | MessageTooLargeException e) {
      LOG.log(Level.DEBUG, "a frame was not understood: {0}", e.getMessage());
      exit.session().gone(exit);
      exit.close();
    }
  }

  public void close() {
    closing.closed();
    if (exit != null) {
      exit.session().gone(exit);
    }
  }

  public void error(Throwable error) {
    LOG.log(Level.DEBUG, "a socket failed", error);
    if (exit != null) {
      exit.session().gone(exit);
    }
  }
}
