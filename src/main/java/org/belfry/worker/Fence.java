package org.belfry.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import org.belfry.problem.Problem;

/**
 * What a loop does with whatever its work throws: counts it, says it, and goes on. Says the same
 * loop's failures once in ten seconds at most; the others are counted in the next line.
 */
final class Fence {

  private static final Logger LOG = System.getLogger(Fence.class.getName());
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final String name;
  private final Counter failures;
  private long saidAt;
  private long unsaid;
  private boolean hasSaid;

  Fence(String name, MeterRegistry meters) {
    this.name = name;
    failures = meters.counter("belfry.worker.failures", "worker", name);
  }

  /** Never throws: what fails here would end the thread that has just been saved. */
  synchronized void caught(Throwable reason) {
    try {
      failures.increment();
      if (Problem.behind(reason) != null) {
        // a refusal, such as a database that is away: who refused has said so, once for all workers
        return;
      }
      var now = System.nanoTime();
      if (hasSaid && now - saidAt < QUIET_NANOS) {
        unsaid++;
        return;
      }
      LOG.log(
          Level.ERROR,
          "event=worker-failed worker=" + name + " unsaid=" + unsaid + " next=\"it goes on\"",
          reason);
      hasSaid = true;
      saidAt = now;
      unsaid = 0;
    } catch (Throwable e) {
      // out of memory while saying so: the next failure says it
      unsaid++;
    }
  }
}
