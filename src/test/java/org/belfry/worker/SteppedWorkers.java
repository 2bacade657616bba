package org.belfry.worker;

import io.micrometer.core.instrument.MeterRegistry;

/** Workers whose threads never begin: a test takes their turns for them, one by one. */
public final class SteppedWorkers {

  private final Vitals vitals;

  public SteppedWorkers(MeterRegistry meters) {
    vitals = new Vitals(Thread::new, meters);
  }

  public Vitals vitals() {
    return vitals;
  }

  /** What this thread would do next: takes what waits and performs it; nothing if it would wait. */
  public void turn(String name) {
    // who is interrupted does not wait, nor pause; one turn may come in between in another
    var isWithin = Thread.interrupted();
    Thread.currentThread().interrupt();
    try {
      thread(name).turn();
    } finally {
      if (!isWithin) {
        Thread.interrupted();
      } else {
        Thread.currentThread().interrupt();
      }
    }
  }

  private VitalThread<?> thread(String name) {
    for (var vital : vitals.all()) {
      if (vital instanceof VitalThread<?> thread && thread.name().equals(name)) {
        return thread;
      }
    }
    throw new IllegalArgumentException("no thread " + name);
  }
}
