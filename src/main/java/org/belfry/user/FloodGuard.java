package org.belfry.user;

import java.util.concurrent.atomic.AtomicInteger;

/** Notices a client that goes on asking although it is told that it asks for too much. */
public final class FloodGuard {

  /** So many more refusals than commands that were taken may be overlooked. */
  private static final int MOST_REFUSALS = 100;

  private final AtomicInteger balance = new AtomicInteger();

  /**
   * What it asked for was not too much. Makes up for one refusal only: the bucket fills while the
   * flood goes on, so that some of it is always taken.
   */
  public void accepted() {
    balance.updateAndGet(refusals -> Math.max(0, refusals - 1));
  }

  /** It was told that it asks for too much; returns whether it has been told often enough. */
  public boolean isFloodAfterRefusal() {
    return balance.incrementAndGet() > MOST_REFUSALS;
  }
}
