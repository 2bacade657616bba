package org.belfry.live.transport;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.List;
import org.belfry.live.Transport;
import org.belfry.model.Frame;
import org.belfry.problem.CloseCode;
import org.belfry.websocket.OrderedSender;
import org.belfry.websocket.SocketCloser;

/** Text frames on a WebSocket. */
final class WebSocketTransport implements Transport {

  private static final Logger LOG = System.getLogger(WebSocketTransport.class.getName());

  private final SocketCloser.Closing closing;
  private final RemoteEndpoint.Async remote;

  WebSocketTransport(Session session, SocketCloser closer) {
    closing = closer.opened(session);
    remote = session.getAsyncRemote();
  }

  @Override
  public String transport() {
    return "websocket";
  }

  @Override
  public void write(List<Frame> frames, Written written) {
    OrderedSender.send(
        remote, frames, (frame, then) -> remote.sendText(frame.json(), then), written::done);
  }

  @Override
  public void ping() {
    try {
      remote.sendPing(ByteBuffer.allocate(0));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "a ping could not be sent; the connection will be found silent", e);
    }
  }

  @Override
  public boolean answersPings() {
    return true;
  }

  @Override
  public void close(CloseCode why) {
    close(CloseCodes.getCloseCode(why.code()), why.reason());
  }

  void close(CloseReason.CloseCode code, String reason) {
    closing.close(code, reason);
  }

  /** The session is closed, or has failed. */
  void closed() {
    closing.closed();
  }
}
