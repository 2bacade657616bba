package org.belfry.socketio.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.websocket.WriteCallback;

/** A GET that waits to be answered, with no thread. */
final class PollingEngineTransport implements EngineTransport, WriteListener, AsyncListener {

  private final EngineSession session;
  private final PollEncoding form;
  private final AsyncContext async;
  private final HttpServletResponse response;
  private final ServletOutputStream out;

  // guarded by this
  private byte[] pending;
  private boolean begun;
  private boolean ended;
  private WriteCallback writeCallback = WriteCallback.IGNORED;

  PollingEngineTransport(
      EngineSession session, PollEncoding form, AsyncContext async, HttpServletResponse response)
      throws IOException {
    this.session = session;
    this.form = form;
    this.async = async;
    this.response = response;
    out = response.getOutputStream();
    async.setTimeout(0);
    async.addListener(this);
    // from now on any thread may write
    out.setWriteListener(this);
  }

  @Override
  public void write(List<EnginePacket> packets, WriteCallback then) {
    var answer = form.answer(session.framing().payload(packets, form.isTextOnly()));
    send(form.contentType(answer), answer.bytes(), then);
  }

  @Override
  public void end(List<EnginePacket> packets) {
    write(packets, WriteCallback.IGNORED);
  }

  @Override
  public void refuse(EngineError engineError) {
    response.setStatus(engineError.status());
    send("application/json", engineError.json(), WriteCallback.IGNORED);
  }

  private void send(String contentType, byte[] answer, WriteCallback then) {
    boolean isGone;
    synchronized (this) {
      isGone = ended;
      if (!isGone) {
        response.setContentType(contentType);
        response.setContentLength(answer.length);
        pending = answer;
        writeCallback = then;
      }
    }
    if (isGone) {
      then.done(new IOException("the poll is gone"));
    } else {
      push();
    }
  }

  @Override
  public void onWritePossible() {
    push();
  }

  /** Writes while the container is ready; else it calls {@link #onWritePossible()} later. */
  private void push() {
    Throwable error = null;
    synchronized (this) {
      if (ended || pending == null) {
        return;
      }
      try {
        if (!begun) {
          if (!out.isReady()) {
            return;
          }
          begun = true;
          out.write(pending);
        }
        if (!out.isReady()) {
          return;
        }
      } catch (IOException | RuntimeException e) {
        error = e;
      }
      ended = true;
    }
    async.complete();
    writeCallback.done(error);
  }

  @Override
  public void onError(Throwable error) {
    failed(error);
  }

  private void failed(Throwable error) {
    WriteCallback waits;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      waits = pending == null ? WriteCallback.IGNORED : writeCallback;
    }
    session.lost(this);
    waits.done(error);
  }

  @Override
  public void onError(AsyncEvent event) {
    failed(event.getThrowable());
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    failed(new IOException("the poll timed out"));
  }

  @Override
  public void onComplete(AsyncEvent event) {}

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
