package org.belfry.inbox;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * How many items the next transaction of a bulk work takes: so many that its locks are held for
 * about 10 ms, as measured at the ones before.
 */
final class Portion {

  private static final long LONGEST_NANOS = Duration.ofMillis(10).toNanos();
  private static final int FEWEST = 20;
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(2);

  /** Of the time that locks are held. */
  private static final int PAUSE_PART = 4;

  private final int most;
  private final Consumer<Duration> pause;
  private int items;

  /** 0 while nothing is locked. */
  private long lockedAt;

  Portion(int first, int most, Consumer<Duration> pause) {
    this.most = most;
    this.pause = pause;
    items = Math.min(first, most);
  }

  /** How many items this transaction takes at most. */
  int items() {
    return items;
  }

  /** From now on others may wait for this transaction. */
  void locked() {
    lockedAt = System.nanoTime();
  }

  /** The transaction has ended, and there is more to do: pauses before. */
  void next() {
    var held = lockedAt == 0 ? 0 : System.nanoTime() - lockedAt;
    lockedAt = 0;
    if (held > LONGEST_NANOS) {
      items = Math.max(Math.min(FEWEST, most), items / 2);
    } else if (held < LONGEST_NANOS / 2) {
      items = Math.min(most, items * 2);
    }
    var part = Duration.ofNanos(Math.min(held, LONGEST_NANOS) / PAUSE_PART);
    pause.accept(part.compareTo(SHORTEST_PAUSE) > 0 ? part : SHORTEST_PAUSE);
  }
}
