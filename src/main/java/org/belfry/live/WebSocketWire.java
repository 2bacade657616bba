package org.belfry.live;

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

/**
 * Text frames on a WebSocket, one in flight: a second send before the first has ended is an error
 * on some servers (Tyrus, Tomcat), and Jakarta WebSocket promises no queue on any.
 */
final class WebSocketWire implements Wire {

  private static final Logger LOG = System.getLogger(WebSocketWire.class.getName());

  /** How long a client that does not read may keep a closed socket open. */
  private static final long LINGER_MILLIS = 10_000;

  private final Session session;
  private final RemoteEndpoint.Async remote;

  WebSocketWire(Session session) {
    this.session = session;
    remote = session.getAsyncRemote();
  }

  @Override
  public String transport() {
    return "websocket";
  }

  @Override
  public void write(List<Frame> frames, Written written) {
    new Run(frames, written).next();
  }

  /** Sends frame after frame; a send that ends at once goes on in the same loop, not deeper. */
  private final class Run {

    private final List<Frame> frames;
    private final Written written;
    private int place;
    private boolean looping;
    private boolean ended;

    Run(List<Frame> frames, Written written) {
      this.frames = frames;
      this.written = written;
    }

    void next() {
      synchronized (this) {
        if (looping) {
          ended = true;
          return;
        }
        looping = true;
        ended = true;
      }
      while (mayGoOn()) {
        try {
          remote.sendText(frames.get(place++).json(), this::sent);
        } catch (RuntimeException e) {
          written.done(e);
          return;
        }
      }
      if (isDone()) {
        written.done(null);
      }
    }

    /** True when the last send has ended and there is another frame. */
    private synchronized boolean mayGoOn() {
      if (ended && place < frames.size()) {
        ended = false;
        return true;
      }
      looping = false;
      return false;
    }

    private synchronized boolean isDone() {
      var done = ended && place == frames.size();
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
  public void close(Goodbye why) {
    try {
      // a peer that has stopped reading never answers the close frame
      session.setMaxIdleTimeout(LINGER_MILLIS);
      session.close(new CloseReason(CloseCodes.getCloseCode(why.code()), why.reason()));
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.DEBUG, "a socket was gone before it was closed", e);
    }
  }
}
