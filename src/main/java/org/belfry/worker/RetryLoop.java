package org.belfry.worker;

import java.time.Duration;

/**
 * One thread that keeps something up that may break, a connection say: tries again after each end,
 * with growing pauses, until it is stopped.
 */
public final class RetryLoop {

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

  private final Backoff backoff = new Backoff();
  private final VitalThread<Backoff> thread;
  private boolean tried;
  private volatile boolean stopped;

  RetryLoop(String name, Attempt attempt, Vitals vitals) {
    thread = vitals.patientThread(name, this::next, attempt::run);
  }

  /** Begins to try; a second call does nothing. */
  public void start() {
    thread.start();
  }

  /** Only called by the thread itself. */
  private Backoff next() {
    if (tried) {
      backoff.pause();
    }
    tried = true;
    return stopped ? null : backoff;
  }

  /** Tries no more, and interrupts the try under way; does not wait for its end. */
  public void stop() {
    stopped = true;
    try {
      thread.stop(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
