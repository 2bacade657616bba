package org.belfry.socketio.server;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.websocket.SocketCloser;

/** A WebSocket as a container has it: frames leave in order, and their ends are told some time. */
final class FakeSocket {

  private static final SocketCloser CLOSER = new SocketCloser(Thread::new);

  private final DeterministicScheduler scheduler;
  private final Consumer<String> received;
  private final boolean isRough;
  private final boolean batches;
  private final List<SendHandler> stuck = new ArrayList<>();
  final WebSocketEngineTransport transport;
  boolean isClosed;

  // what a test of the upgrade alone expects of it
  boolean isCandidate;
  boolean isProbed;
  boolean isAnswering;

  /** After how long the container closes it when nothing moves; 0 for never. */
  private long idles;

  private boolean isAllowed;
  private boolean isBroken;
  private int underWay;

  /**
   * @param isRough whether sends may fail or never end
   * @param received the other side gets a frame
   */
  FakeSocket(
      DeterministicScheduler scheduler,
      boolean isRough,
      EngineSession session,
      Consumer<String> received) {
    this.scheduler = scheduler;
    this.isRough = isRough;
    this.received = received;
    batches = scheduler.oneIn(2);
    var remote =
        FakePoll.proxy(
            RemoteEndpoint.Async.class,
            (self, method, args) -> {
              switch (method.getName()) {
                case "sendText" -> send((String) args[0], (SendHandler) args[1]);
                case "setBatchingAllowed" -> isAllowed = batches && (boolean) args[0];
                case "getBatchingAllowed" -> {
                  return isAllowed;
                }
                case "flushBatch" -> {}
                default -> throw new AssertionError(method);
              }
              return null;
            });
    var socket =
        FakePoll.proxy(
            Session.class,
            (self, method, args) -> {
              switch (method.getName()) {
                case "close" -> close();
                case "setMaxIdleTimeout" -> idles = (long) args[0];
                default -> {}
              }
              return method.getReturnType() == RemoteEndpoint.Async.class ? remote : null;
            });
    transport = new WebSocketEngineTransport(session, socket, CLOSER.opened(socket));
  }

  private void send(String frame, SendHandler then) {
    scheduler.check(underWay++ == 0 || batches, "one frame at a time");
    isBroken |= isRough && scheduler.oneIn(40);
    if (isClosed || isBroken) {
      if (isClosed || scheduler.oneIn(2)) {
        fail(then);
      } else {
        stuck.add(then); // it does not end before the socket does
      }
      return;
    }
    received.accept(frame);
    scheduler.preempt();
    end(then, new SendResult());
  }

  private void fail(SendHandler then) {
    end(then, new SendResult(new IOException("as it comes")));
  }

  private void end(SendHandler then, SendResult result) {
    scheduler.nowOrLater(
        () -> {
          underWay--;
          then.onResult(result);
        });
  }

  private void close() {
    if (!isClosed) {
      isClosed = true;
      stuck.forEach(this::fail);
      scheduler.execute(() -> transport.session().gone(transport));
    }
  }

  /** A good while in which nothing moves. */
  void idle() {
    if (idles > 0) {
      close();
    }
  }

  /** The other side is gone. */
  void cutOff() {
    close();
  }
}
