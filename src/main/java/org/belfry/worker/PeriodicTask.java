package org.belfry.worker;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One periodic duty. A round that fails is reported; the next one still happens, after the same
 * pause.
 */
public final class PeriodicTask implements Runnable, Vital {

  /** What is done once a round. */
  @FunctionalInterface
  public interface Duty {
    void perform() throws Exception;
  }

  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final String name;
  private final Duty duty;
  private final Fence fence;
  private final AtomicBoolean asked = new AtomicBoolean();
  private volatile boolean started;
  private volatile boolean busy;
  private volatile long changedAt;
  private volatile long pauseNanos;

  PeriodicTask(String name, Duty duty, Fence fence) {
    this.name = name;
    this.duty = duty;
    this.fence = fence;
  }

  /** Performs the duty from now on, with this pause before each round. */
  public void schedule(ScheduledExecutorService schedule, Duration pause) {
    changedAt = System.nanoTime();
    pauseNanos = pause.toNanos();
    started = true;
    schedule.scheduleWithFixedDelay(this, pauseNanos, pauseNanos, TimeUnit.NANOSECONDS);
  }

  /** Performs the duty once more, as soon as a thread is free; asking often costs one round. */
  public void soon(ScheduledExecutorService schedule) {
    if (!asked.compareAndSet(false, true)) {
      return;
    }
    try {
      schedule.execute(this::runAsked);
    } catch (RejectedExecutionException e) {
      // on the way down nobody needs it any more
    }
  }

  private void runAsked() {
    asked.set(false);
    run();
  }

  @Override
  public void run() {
    changedAt = System.nanoTime();
    busy = true;
    try {
      duty.perform();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      fence.caught(e);
    } finally {
      busy = false;
      changedAt = System.nanoTime();
    }
  }

  /** A round that does not end, or one that does not come: no thread is left for it. */
  @Override
  public String trouble(long nanos) {
    if (!started) {
      return null;
    }
    var quiet = nanos - changedAt;
    if (busy) {
      return quiet > STUCK_NANOS ? name + " is stuck" : null;
    }
    return quiet > pauseNanos + STUCK_NANOS ? name + " is dead" : null;
  }
}
