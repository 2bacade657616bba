package org.belfry.engine;

import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Sends frame after frame on a WebSocket, one in flight: a second send before the first has ended
 * is an error on some servers (Tyrus, Tomcat), and Jakarta WebSocket promises no queue on any. A
 * send that ends at once goes on in the same loop, not deeper.
 */
public final class OneByOne<T> implements SendHandler {

  private final List<T> frames;
  private final BiConsumer<T, SendHandler> send;
  private final Written written;

  // guarded by this
  private int place;
  private boolean looping;
  private boolean ended;

  private OneByOne(List<T> frames, BiConsumer<T, SendHandler> send, Written written) {
    this.frames = frames;
    this.send = send;
    this.written = written;
  }

  /**
   * Sends all of them. Does not wait.
   *
   * @param send hands one to the container
   * @param written is told when the last has left, or that one could not be sent
   */
  public static <T> void send(List<T> frames, BiConsumer<T, SendHandler> send, Written written) {
    new OneByOne<>(frames, send, written).next();
  }

  @Override
  public void onResult(SendResult result) {
    if (result.isOK()) {
      next();
    } else {
      written.done(result.getException());
    }
  }

  private void next() {
    synchronized (this) {
      ended = true;
      if (looping) {
        return;
      }
      looping = true;
    }
    while (mayGoOn()) {
      try {
        send.accept(frames.get(place++), this);
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
}
