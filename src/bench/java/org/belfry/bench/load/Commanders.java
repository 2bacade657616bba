package org.belfry.bench.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many WebSockets of one user, each of which sends its next command as soon as one before was
 * answered, whatever the answer, and comes back a second after it was sent away.
 */
public final class Commanders implements AutoCloseable {

  private static final int AHEAD = 16;
  private static final byte[] OK = Bytes.of("{\"event\":\"ok\"");
  private static final byte[] ERROR = Bytes.of("{\"event\":\"error\"");
  private static final byte[] CAUGHT_UP = Bytes.of("{\"event\":\"caught-up\"");

  private final Server server;
  private final String user;
  private final Loop loop;
  private final One[] online;
  private final LongAdder answered = new LongAdder();
  private boolean leaving;

  /** Connects so many. */
  public Commanders(Server server, String user, int count, Loop loop) {
    this.server = server;
    this.user = user;
    this.loop = loop;
    online = new One[count];
    loop.execute(
        () -> {
          for (var i = 0; i < count; i++) {
            begin(i);
          }
        });
  }

  private void begin(int index) {
    if (!leaving) {
      online[index] = new One(index);
      online[index].connect(server.address());
    }
  }

  /** How many commands have been answered, be it by a refusal. */
  public long answered() {
    return answered.sum();
  }

  private final class One extends WebSocketLink {

    private final int index;
    private int sent;

    private One(int index) {
      super(
          loop, server.host(), server.dialect().target(user, null), server.dialect().subprotocol());
      this.index = index;
    }

    @Override
    protected void opened() {}

    @Override
    protected void text(byte[] bytes, int from, int to) {
      if (begins(bytes, from, to, CAUGHT_UP)) {
        for (var i = 0; i < AHEAD; i++) {
          command();
        }
      } else if (begins(bytes, from, to, OK) || begins(bytes, from, to, ERROR)) {
        answered.increment();
        command();
      }
    }

    private void command() {
      var act = sent++ % 2 == 0 ? "read" : "unread";
      send("{\"cmd\":\"" + act + "\",\"seqs\":[1,2,3],\"ref\":0}");
    }

    @Override
    protected void ended(String why) {
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, loop).execute(() -> begin(index));
    }
  }

  private static boolean begins(byte[] bytes, int from, int to, byte[] with) {
    return to - from >= with.length && Bytes.indexOf(bytes, from, from + with.length, with) == from;
  }

  /** Returns when all have left. */
  @Override
  public void close() {
    var left = new CountDownLatch(1);
    loop.execute(
        () -> {
          leaving = true;
          for (var one : online) {
            one.end("left");
          }
          left.countDown();
        });
    try {
      left.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
