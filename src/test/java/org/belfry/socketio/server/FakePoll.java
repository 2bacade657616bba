package org.belfry.socketio.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.belfry.interleaving.DeterministicScheduler;

/** A GET as a container has it: ready to be written to some time, answered once, or cut off. */
final class FakePoll extends ServletOutputStream {

  private final DeterministicScheduler scheduler;
  private final Consumer<FakePoll> answered;
  private final boolean fails;
  private WriteListener listener;
  private PollingEngineTransport transport;
  private boolean isTold;
  private int writes;
  int status = 200;
  byte[] body;
  boolean isOver;

  /**
   * @param fails whether the answer can't be written
   */
  FakePoll(DeterministicScheduler scheduler, boolean fails, Consumer<FakePoll> answered) {
    this.scheduler = scheduler;
    this.fails = fails;
    this.answered = answered;
  }

  PollingEngineTransport transport(EngineSession session) throws IOException {
    var encoding = new PollEncoding(false, null);
    transport =
        new PollingEngineTransport(
            session,
            encoding,
            proxy(AsyncContext.class, (self, method, args) -> async(method.getName())),
            proxy(HttpServletResponse.class, (self, method, args) -> response(method, args)));
    return transport;
  }

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    var loader = FakePoll.class.getClassLoader();
    return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, handler));
  }

  private Object async(String method) {
    if (method.equals("complete")) {
      scheduler.check(!isOver, "an answer is completed once");
      scheduler.check(!Thread.holdsLock(transport), "nothing is completed under the lock");
      isOver = true;
      scheduler.execute(() -> answered.accept(this));
    }
    return null;
  }

  private Object response(java.lang.reflect.Method method, Object[] args) {
    if (method.getName().equals("setStatus")) {
      status = (int) args[0];
    }
    return method.getReturnType() == ServletOutputStream.class ? this : null;
  }

  /** The client hangs up; the container finds that out. */
  void cutOff() {
    if (!isOver) {
      isOver = true;
      transport.onError(new IOException("cut off"));
    }
  }

  @Override
  public void setWriteListener(WriteListener told) {
    listener = told;
    isTold = true;
    scheduler.execute(this::possible);
  }

  private void possible() {
    isTold = false;
    if (!isOver) {
      try {
        listener.onWritePossible();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Who is told no is called back. */
  @Override
  public boolean isReady() {
    if (isTold || scheduler.oneIn(3)) {
      if (!isTold) {
        isTold = true;
        scheduler.execute(this::possible);
      }
      return false;
    }
    return true;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    scheduler.check(++writes == 1, "one answer to a poll");
    scheduler.check(!isTold, "nothing is written before it is possible");
    if (fails) {
      throw new IOException("as it comes");
    }
    body = bytes;
  }

  @Override
  public void write(int one) {
    throw new AssertionError("answers are written whole");
  }
}
