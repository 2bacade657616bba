package org.belfry.http;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import org.belfry.problem.Problem;

/** Whether this node is stopping: then every door sends everybody away, to come back elsewhere. */
@Singleton
public class Shutdown {

  private final AtomicInteger sentAway = new AtomicInteger();
  private volatile boolean begun;

  /** From now on no request is let in, but for questions how this node is. */
  public void begin() {
    begun = true;
  }

  public boolean hasBegun() {
    return begun;
  }

  /** How many came too late. */
  public int sentAway() {
    return sentAway.get();
  }

  /** What one of them is told. */
  public Problem refusal() {
    sentAway.incrementAndGet();
    return Problem.restarting();
  }
}
