package org.belfry.socketio.server;

import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.List;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.EnginePacket.Type;
import org.belfry.websocket.OrderedSender;
import org.belfry.websocket.SocketCloser;
import org.belfry.websocket.WriteCallback;

/** A WebSocket as a way out; when all packets of a write have left it offers itself again. */
final class WebSocketEngineTransport implements EngineTransport {

  private final EngineSession session;
  private final Session socket;
  private final SocketCloser.Closing closing;
  private final RemoteEndpoint.Async remote;

  WebSocketEngineTransport(EngineSession session, Session socket, SocketCloser.Closing closing) {
    this.session = session;
    this.socket = socket;
    this.closing = closing;
    remote = socket.getAsyncRemote();
  }

  EngineSession session() {
    return session;
  }

  @Override
  public void write(List<EnginePacket> packets, WriteCallback then) {
    OrderedSender.send(
        remote,
        packets,
        this::send,
        error -> {
          then.done(error);
          if (error == null) {
            session.free(this);
          }
        });
  }

  @Override
  public void end(List<EnginePacket> packets) {
    closing.linger(); // the client may be one that reads nothing of this
    // here it is the socket's end that says goodbye
    var said =
        packets.stream()
            .filter(packet -> packet.type() != Type.CLOSE && packet.type() != Type.NOOP)
            .toList();
    OrderedSender.send(remote, said, this::send, error -> close());
  }

  @Override
  public void refuse(EngineError engineError) {
    close();
  }

  /** It is the session's transport now: heartbeats find out whether it is silent. */
  void upgraded() {
    socket.setMaxIdleTimeout(0);
  }

  void close() {
    closing.close(CloseCodes.NORMAL_CLOSURE, "");
  }

  private void send(EnginePacket packet, SendHandler then) {
    if (packet.isBinary()) {
      remote.sendBinary(ByteBuffer.wrap(session.framing().binary(packet)), then);
    } else {
      remote.sendText(session.framing().text(packet), then);
    }
  }
}
