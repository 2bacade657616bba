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

/** Text frames on a WebSocket. */
final class WebSocketTransport implements Transport {

  private static final Logger LOG = System.getLogger(WebSocketTransport.class.getName());

  /** How long a client that does not read may keep a closed socket open. */
  private static final long LINGER_MILLIS = 10_000;

  private final Session session;
  private final RemoteEndpoint.Async remote;

  WebSocketTransport(Session session) {
    this.session = session;
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
    try {
      // a peer that has stopped reading never answers the close frame
      session.setMaxIdleTimeout(LINGER_MILLIS);
      session.close(new CloseReason(CloseCodes.getCloseCode(why.code()), why.reason()));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "a socket was gone before it was closed", e);
    }
  }
}
