package org.belfry.worker;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * One thread that takes work and performs it, until it is stopped; it goes on whatever the work
 * throws. While it waits for work it is idle, while it performs it is busy, and busy for too long
 * is stuck.
 *
 * @param <W> what is taken and performed
 */
public final class VitalThread<W> implements Vital {

  /** Where the work comes from. */
  @FunctionalInterface
  public interface Source<W> {

    /** Waits for work; null for "there will be no more", which ends the thread. */
    W take() throws InterruptedException;
  }

  /** What is done with it. */
  @FunctionalInterface
  public interface Work<W> {
    void perform(W taken) throws Exception;
  }

  static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** A source or a work that fails at once must not take a processor. */
  private static final long PAUSE_MILLIS = 20;

  private final String name;
  private final Source<W> source;
  private final Work<W> work;
  private final Fence fence;
  private final ThreadFactory threads;
  private final long stuckNanos;
  private volatile Thread thread;
  private volatile boolean stopped;
  private volatile boolean busy;
  private volatile long busySince;

  VitalThread(
      String name,
      Source<W> source,
      Work<W> work,
      Fence fence,
      ThreadFactory threads,
      long stuckNanos) {
    this.name = name;
    this.source = source;
    this.work = work;
    this.fence = fence;
    this.threads = threads;
    this.stuckNanos = stuckNanos;
  }

  String name() {
    return name;
  }

  /** Begins to work; a second call does nothing. */
  public synchronized void start() {
    if (thread == null && !stopped) {
      var begun = threads.newThread(this::run);
      begun.setName("belfry-" + name);
      thread = begun;
      begun.start();
    }
  }

  private void run() {
    while (!stopped && turn()) {
      // until there is no more
    }
  }

  /** Waits for work and performs it; false when there will be no more. */
  boolean turn() {
    try {
      var taken = source.take();
      if (taken == null) {
        return false;
      }
      perform(taken);
    } catch (InterruptedException e) {
      // only a stop ends this thread; whoever else interrupts it meant the work
    } catch (Throwable e) {
      fence.caught(e);
      pause();
    }
    return true;
  }

  private void perform(W taken) throws Exception {
    busySince = System.nanoTime();
    busy = true;
    try {
      work.perform(taken);
    } finally {
      busy = false;
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      // stopped, or nearly so: the loop looks
    }
  }

  /**
   * Waits until the source has said that there is no more, then interrupts; returns whether the
   * thread has ended.
   *
   * @param atMost how long the work in hand and what is left of it may take
   */
  public boolean stop(Duration atMost) throws InterruptedException {
    var running = thread;
    if (running == null) {
      stopped = true;
      return true;
    }
    if (!atMost.isZero()) {
      running.join(atMost.toMillis());
    }
    stopped = true;
    running.interrupt();
    return !running.isAlive();
  }

  @Override
  public String trouble(long nanos) {
    var running = thread;
    if (running == null || stopped) {
      return null;
    }
    if (!running.isAlive()) {
      return name + " is dead";
    }
    return busy && nanos - busySince > stuckNanos ? name + " is stuck" : null;
  }
}
