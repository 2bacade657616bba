package org.belfry.live.transport;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.belfry.http.EventStreams;
import org.belfry.live.CloseCode;
import org.belfry.live.Transport;

/**
 * Server-sent events (WHATWG HTML §9.2) on an asynchronous servlet response. Each write is one
 * chunk; it has ended when the container is ready for the next.
 */
final class SseTransport implements Transport, WriteListener {

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
    return "sse";
  }

  @Override
  public void write(List<Frame> frames, Written then) {
    var text = new StringBuilder();
    for (var frame : frames) {
      if (frame.epoch() != null) {
        text.append("id: ").append(frame.epoch()).append(':').append(frame.head()).append('\n');
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
        ended = written;
        written = null;
      }
    }
    if (ended != null) {
      ended.done(error);
    } else if (error != null) {
      failed.run();
    }
  }

  private void complete() {
    completed = true;
    async.complete();
  }

  @Override
  public void onError(Throwable error) {
    Written ended;
    synchronized (this) {
      ended = written;
      written = null;
    }
    if (ended != null) {
      ended.done(error);
    }
    failed.run();
  }

  /** A comment; one that has not left when a frame comes makes way for it. */
  @Override
  public void ping() {
    synchronized (this) {
      if (written != null || pending != null) {
        return;
      }
      pending = COMMENT;
      written = error -> {};
    }
    push();
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
    var text = EventStreams.goodbye(why.code(), why.reason());
    send(text.getBytes(StandardCharsets.UTF_8), error -> {});
  }
}
