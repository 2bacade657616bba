package org.belfry.engine;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import org.belfry.socketio.EnginePacket;
import org.belfry.socketio.EnginePacket.Type;

/**
 * A WebSocket as a way out: packet after packet, one in flight, because a second send before the
 * first has ended is an error on some servers. When all have left it offers itself again.
 */
final class WebSocketExit implements Exit {

  private static final Logger LOG = System.getLogger(WebSocketExit.class.getName());

  /** How long a client that does not read may keep a closed socket open. */
  private static final long LINGER_MILLIS = 10_000;

  private final EngineSession session;
  private final Session socket;
  private final RemoteEndpoint.Async remote;

  WebSocketExit(EngineSession session, Session socket) {
    this.session = session;
    this.socket = socket;
    remote = socket.getAsyncRemote();
  }

  EngineSession session() {
    return session;
  }

  @Override
  public void write(List<EnginePacket> packets, Written then) {
    new Run(
            packets,
            error -> {
              then.done(error);
              if (error == null) {
                session.free(this);
              }
            })
        .next();
  }

  @Override
  public void end(List<EnginePacket> packets) {
    // here it is the socket's end that says goodbye
    var said =
        packets.stream()
            .filter(packet -> packet.type() != Type.CLOSE && packet.type() != Type.NOOP)
            .toList();
    new Run(said, error -> close()).next();
  }

  @Override
  public void refuse(Refusal refusal) {
    close();
  }

  /** It is the session's transport now: heartbeats find out whether it is silent. */
  void settle() {
    socket.setMaxIdleTimeout(0);
  }

  void close() {
    try {
      // a peer that has stopped reading never answers the close frame
      socket.setMaxIdleTimeout(LINGER_MILLIS);
      socket.close(new CloseReason(CloseCodes.NORMAL_CLOSURE, ""));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "a socket was gone before it was closed", e);
    }
  }

  /** Sends packet after packet; a send that ends at once goes on in the same loop, not deeper. */
  private final class Run {

    private final List<EnginePacket> packets;
    private final Written written;
    private int place;
    private boolean looping;
    private boolean ended;

    Run(List<EnginePacket> packets, Written written) {
      this.packets = packets;
      this.written = written;
    }

    void next() {
      synchronized (this) {
        ended = true;
        if (looping) {
          return;
        }
        looping = true;
      }
      while (mayGoOn()) {
        try {
          send(packets.get(place++));
        } catch (RuntimeException e) {
          written.done(e);
          return;
        }
      }
      if (isDone()) {
        written.done(null);
      }
    }

    private void send(EnginePacket packet) {
      if (packet.isBinary()) {
        remote.sendBinary(ByteBuffer.wrap(session.framing().binary(packet)), this::sent);
      } else {
        remote.sendText(session.framing().text(packet), this::sent);
      }
    }

    /** True when the last send has ended and there is another packet. */
    private synchronized boolean mayGoOn() {
      if (ended && place < packets.size()) {
        ended = false;
        return true;
      }
      looping = false;
      return false;
    }

    private synchronized boolean isDone() {
      var done = ended && place == packets.size();
      if (done) {
        ended = false;
      }
      return done;
    }

    private void sent(SendResult result) {
      if (result.isOK()) {
        next();
      } else {
        written.done(result.getException());
      }
    }
  }
}
