package org.belfry.worker;

import java.util.concurrent.ThreadFactory;

/**
 * One thread that keeps something up that may break, a connection say: tries again after each end,
 * with growing pauses, until it is stopped.
 */
public final class RetryLoop implements Vital {

  /** One try, which lasts as long as what it keeps up. */
  @FunctionalInterface
  public interface Attempt {

    /**
     * Returns, or throws, when it has broken.
     *
     * @param backoff to be reset once the try has succeeded
     */
    void run(Backoff backoff) throws Exception;
  }

  private final String name;
  private final Attempt attempt;
  private final Fence fence;
  private final ThreadFactory threads;
  private volatile Thread thread;
  private volatile boolean stopped;

  RetryLoop(String name, Attempt attempt, Fence fence, ThreadFactory threads) {
    this.name = name;
    this.attempt = attempt;
    this.fence = fence;
    this.threads = threads;
  }

  /** Begins to try; a second call does nothing. */
  public synchronized void start() {
    if (thread == null && !stopped) {
      var begun = threads.newThread(this::run);
      begun.setName("belfry-" + name);
      thread = begun;
      begun.start();
    }
  }

  private void run() {
    var backoff = new Backoff();
    while (!stopped) {
      try {
        attempt.run(backoff);
      } catch (InterruptedException e) {
        // only a stop ends this thread
      } catch (Throwable e) {
        if (!stopped) {
          fence.caught(e);
        }
      }
      if (!stopped) {
        backoff.pause();
      }
    }
  }

  /** Whether it has been told to end; an attempt that goes on looks from time to time. */
  public boolean isStopped() {
    return stopped;
  }

  /** Tries no more, and interrupts the try under way. */
  public void stop() {
    stopped = true;
    var running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public String trouble(long nanos) {
    var running = thread;
    return running != null && !stopped && !running.isAlive() ? name + " is dead" : null;
  }
}
