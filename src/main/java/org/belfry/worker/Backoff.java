package org.belfry.worker;

import java.util.concurrent.ThreadLocalRandom;

/** Pauses between attempts: each about twice as long as the last, from 0.2 s up to 5 s. */
public final class Backoff {

  private static final long FIRST_MILLIS = 200;
  private static final long LONGEST_MILLIS = 5_000;

  private long next = FIRST_MILLIS;

  /** The last attempt succeeded. */
  public void reset() {
    next = FIRST_MILLIS;
  }

  /** Waits; an interrupt ends the pause. */
  void pause() {
    try {
      // in part by chance, so that nodes that lost the same server don't come back in step
      Thread.sleep(next / 2 + ThreadLocalRandom.current().nextLong(next / 2 + 1));
    } catch (InterruptedException e) {
      // whoever loops looks whether it is to stop
    }
    next = Math.min(next * 2, LONGEST_MILLIS);
  }
}
