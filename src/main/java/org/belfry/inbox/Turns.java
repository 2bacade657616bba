package org.belfry.inbox;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One transaction an inbox at a time, of those that its own user starts on this node: the others
 * wait here, where they hold no connection, and not for the lock of the row, where each would hold
 * one.
 */
final class Turns {

  private static final int STRIPES = 1024;
  private static final long LONGEST_WAIT_SECONDS = 3;

  private final Semaphore[] stripes = new Semaphore[STRIPES];

  Turns() {
    for (var i = 0; i < STRIPES; i++) {
      stripes[i] = new Semaphore(1, true);
    }
  }

  /** Waits for this inbox's turn; false when it did not come in time. */
  boolean await(String user) {
    try {
      return stripe(user).tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The next one may begin. */
  void end(String user) {
    stripe(user).release();
  }

  private Semaphore stripe(String user) {
    return stripes[Math.floorMod(user.hashCode(), STRIPES)];
  }
}
