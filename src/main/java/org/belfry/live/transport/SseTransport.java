package org.belfry.live.transport;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.belfry.http.EventStreams;
import org.belfry.live.Transport;
import org.belfry.model.Frame;
import org.belfry.problem.CloseCode;

/**
 * Server-sent events (WHATWG HTML §9.2) on an asynchronous servlet response. Each write is one
 * chunk; it has ended when the container is ready for the next.
 */
final class SseTransport implements Transport, WriteListener {

  private static final Logger LOG = System.getLogger(SseTransport.class.getName());

  static final String NAME = "sse";

  private static final Written PING = error -> {};
  private static final byte[] COMMENT = ": still here\n\n".getBytes(StandardCharsets.US_ASCII);

  private final AsyncContext async;
  private final ServletOutputStream out;
  private volatile Runnable failed = () -> {};

  // guarded by this
  private byte[] pending;
  private Written written;
  private boolean closing;
  private boolean completed;

  SseTransport(AsyncContext async, ServletOutputStream out) {
    this.async = async;
    this.out = out;
  }

  void onFailure(Runnable action) {
    failed = action;
  }

  @Override
  public String transport() {
    return NAME;
  }

  @Override
  public void write(List<Frame> frames, Written then) {
    var text = new StringBuilder();
    for (var frame : frames) {
      if (frame.cursor() != null) {
        text.append("id: ").append(frame.cursor()).append('\n');
      }
      text.append("data: ").append(frame.json()).append("\n\n");
    }
    send(text.toString().getBytes(StandardCharsets.UTF_8), then);
  }

  private void send(byte[] bytes, Written then) {
    synchronized (this) {
      pending = bytes;
      written = then;
    }
    push();
  }

  @Override
  public void onWritePossible() {
    push();
  }

  /** Writes while the container is ready; else it calls {@link #onWritePossible()} later. */
  private void push() {
    Written ended = null;
    Throwable error = null;
    synchronized (this) {
      try {
        if (completed || !out.isReady()) {
          return;
        }
        if (pending != null) {
          var bytes = pending;
          pending = null;
          out.write(bytes);
          if (out.isReady()) {
            out.flush();
          }
        }
        if (out.isReady()) {
          ended = written;
          written = null;
          if (closing) {
            complete();
          }
        }
      } catch (IOException | RuntimeException e) {
        error = e;
      }
    }
    if (error != null) {
      lost(error);
    } else if (ended != null) {
      ended.done(null);
    }
  }

  private void complete() {
    completed = true;
    async.complete();
  }

  @Override
  public void onError(Throwable error) {
    lost(error);
  }

  /** Nobody is there any more. */
  private void lost(Throwable error) {
    Written ended;
    boolean isEnded;
    synchronized (this) {
      ended = written;
      written = null;
      pending = null;
      isEnded = completed;
      completed = true;
    }
    if (ended != null) {
      ended.done(error);
    }
    failed.run();
    if (!isEnded) {
      try {
        // Payara keeps the request for ever unless it is told
        async.complete();
      } catch (RuntimeException e) {
        LOG.log(Level.DEBUG, "the container has ended the request by itself", e);
      }
    }
  }

  /**
   * A comment; one that has not left when a frame comes makes way for it. One that has not left
   * when the next is due never will: the network takes so little of anybody who is there.
   */
  @Override
  public void ping() {
    boolean isStuck;
    synchronized (this) {
      isStuck = written == PING;
      if (!isStuck) {
        if (written != null || pending != null) {
          return;
        }
        pending = COMMENT;
        written = PING;
      }
    }
    if (isStuck) {
      lost(new IOException("a comment has not left"));
    } else {
      push();
    }
  }

  @Override
  public boolean answersPings() {
    return false;
  }

  /** Tells why as an event without id, so that the client's cursor stays. */
  @Override
  public void close(CloseCode why) {
    synchronized (this) {
      if (completed || closing) {
        return;
      }
      closing = true;
      if (written != null) {
        // stuck or failed: nothing more can be said
        complete();
        return;
      }
    }
    var text = EventStreams.goodbye(why);
    send(text.getBytes(StandardCharsets.UTF_8), error -> {});
  }
}
