package org.belfry.live;

import java.util.concurrent.atomic.AtomicInteger;

/** Notices a client that goes on asking although it is told that it asks for too much. */
final class FloodGuard {

  /** Refusals in a row that a client may have overlooked. */
  private static final int MOST_REFUSALS = 100;

  private final AtomicInteger refusals = new AtomicInteger();

  /** What it asked for was not too much. */
  void accepted() {
    refusals.set(0);
  }

  /** It was told that it asks for too much; returns whether it has been told often enough. */
  boolean isFloodAfterRefusal() {
    return refusals.incrementAndGet() > MOST_REFUSALS;
  }
}
