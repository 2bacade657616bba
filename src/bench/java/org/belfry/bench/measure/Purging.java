package org.belfry.bench.measure;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Old broadcasts to a thousand people each are purged. */
final class Purging implements Heavy {

  private static final int PEOPLE = 1_000;

  private final HeavyStore store;
  private final String prefix;
  private final int broadcasts;

  Purging(HeavyStore store, String prefix, int broadcasts) {
    this.store = store;
    this.prefix = prefix;
    this.broadcasts = broadcasts;
  }

  @Override
  public String name() {
    return "purge";
  }

  @Override
  public void prepare() {}

  /** The next walk finds them, and has begun when the first are gone. */
  @Override
  public void begin() throws Exception {
    store.old(prefix, PEOPLE, broadcasts);
    awaitOld(broadcasts - 1);
  }

  @Override
  public void end() throws Exception {
    awaitOld(0);
  }

  private void awaitOld(int most) throws Exception {
    var deadline = System.nanoTime() + Stage.PATIENCE.multipliedBy(2).toNanos();
    for (var left = store.old(); left > most; left = store.old()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(left + " old notifications are not purged");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
