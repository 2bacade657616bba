package org.belfry.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.belfry.bench.load.Loop;
import org.belfry.bench.load.Swallower;
import org.belfry.bench.peer.Belfry;

/** Some users come with many sockets each, and all of these want the same large items. */
final class LargeReplays implements Heavy {

  /** By default the oldest of a user's connections makes way beyond. */
  private static final int EACH = 100;

  private static final int LETTERS = 60_000;

  private final Belfry belfry;
  private final HeavyStore store;
  private final String prefix;
  private final int items;
  private final int count;
  private Loop loop;
  private final List<Swallower> sockets = new ArrayList<>();

  LargeReplays(Belfry belfry, HeavyStore store, String prefix, int items, int count) {
    this.belfry = belfry;
    this.store = store;
    this.prefix = prefix;
    this.items = items;
    this.count = count;
  }

  @Override
  public String name() {
    return "replay";
  }

  @Override
  public void prepare() throws Exception {
    var text =
        new Random(1)
            .ints(LETTERS, 'a', 'z' + 1)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    for (var user = 0; user * EACH < count; user++) {
      store.unread(prefix + user, items, text);
    }
  }

  @Override
  public void begin() {
    loop = new Loop("bench-replays");
    for (var i = 0; i < count; i++) {
      sockets.add(new Swallower(loop, belfry.server(), prefix + i / EACH));
    }
    loop.execute(() -> sockets.forEach(socket -> socket.connect(belfry.server().address())));
  }

  @Override
  public void end() throws Exception {
    var all = (long) items * LETTERS;
    var deadline = System.nanoTime() + Stage.PATIENCE.multipliedBy(5).toNanos();
    for (var socket : sockets) {
      while (socket.bytes() < all) {
        if (socket.end() != null || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "%,d of %,d bytes replayed: %s".formatted(socket.bytes(), all, socket.end()));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
    var left = new CountDownLatch(1);
    loop.execute(
        () -> {
          sockets.forEach(socket -> socket.end("left"));
          left.countDown();
        });
    left.await();
    loop.close();
  }
}
