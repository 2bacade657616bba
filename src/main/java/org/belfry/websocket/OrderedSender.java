package org.belfry.websocket;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Sends frames on a WebSocket in their order. On most servers one is in flight: a second send
 * before the first has ended is an error on some (Tyrus, Tomcat), and Jakarta WebSocket promises no
 * queue on any. On those that batch (Undertow), several leave with one call of the system. A send
 * that ends at once goes on in the same loop, not deeper.
 */
public final class OrderedSender<T> implements SendHandler {

  /** Each frame that waits takes a buffer of the server, of 16 KB as a rule. */
  private static final int BURST = 16;

  private final RemoteEndpoint.Async remote;
  private final List<T> frames;
  private final BiConsumer<T, SendHandler> send;
  private final WriteCallback writeCallback;

  /** Only touched by whoever is in the loop; who comes after has been through the lock. */
  private int place;

  // guarded by this; the loop that sends counts as one under way, so that it is not overtaken
  private int underWay;
  private boolean failed;

  private OrderedSender(
      RemoteEndpoint.Async remote,
      List<T> frames,
      BiConsumer<T, SendHandler> send,
      WriteCallback writeCallback) {
    this.remote = remote;
    this.frames = frames;
    this.send = send;
    this.writeCallback = writeCallback;
  }

  /**
   * Sends all of them. Does not wait.
   *
   * @param send hands one to the container
   * @param written is told once, when the last has left or one could not be sent
   */
  public static <T> void send(
      RemoteEndpoint.Async remote,
      List<T> frames,
      BiConsumer<T, SendHandler> send,
      WriteCallback writeCallback) {
    new OrderedSender<>(remote, frames, send, writeCallback).sendNext();
  }

  private void sendNext() {
    while (place < frames.size()) {
      try {
        sendSome();
      } catch (IOException | RuntimeException e) {
        fail(e);
        return;
      }
      if (!isLastToEnd()) {
        return;
      }
    }
    writeCallback.done(null);
  }

  private void sendSome() throws IOException {
    var left = frames.size() - place;
    if (left > 1 && startsBatch()) {
      try {
        begin(Math.min(left, BURST));
      } finally {
        remote.setBatchingAllowed(false);
      }
      remote.flushBatch();
    } else {
      begin(1);
    }
  }

  /** Whether the server batches; one that does not leaves the flag alone. */
  private boolean startsBatch() throws IOException {
    remote.setBatchingAllowed(true);
    return remote.getBatchingAllowed();
  }

  private void begin(int count) {
    synchronized (this) {
      underWay = count + 1;
    }
    for (var end = place + count; place < end; place++) {
      send.accept(frames.get(place), this);
    }
  }

  @Override
  public void onResult(SendResult result) {
    if (!result.isOK()) {
      fail(result.getException());
    } else if (isLastToEnd()) {
      sendNext();
    }
  }

  private synchronized boolean isLastToEnd() {
    return --underWay == 0 && !failed;
  }

  private void fail(Throwable reason) {
    synchronized (this) {
      if (failed) {
        return;
      }
      failed = true;
    }
    writeCallback.done(reason);
  }
}
