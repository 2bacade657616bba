package org.belfry.worker;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/**
 * Makes the workers of this node and knows how they are. One that is dead, or stuck for 30 s, is
 * trouble: then the node should get no more requests.
 */
@Singleton
public final class Vitals {

  private final ThreadFactory threads;
  private final MeterRegistry meters;
  private final List<Vital> all = new CopyOnWriteArrayList<>();

  @Inject
  public Vitals(ThreadFactory threads, MeterRegistry meters) {
    this.threads = threads;
    this.meters = meters;
    meters.gauge("belfry.worker.troubles", this, vitals -> vitals.troubles().size());
  }

  /** A thread that performs what it takes; not started. */
  public <W> VitalThread<W> thread(
      String name, VitalThread.Source<W> source, VitalThread.Work<W> work) {
    return thread(name, source, work, VitalThread.STUCK_NANOS);
  }

  /** The same, for work that may take as long as it takes: then only its end is trouble. */
  <W> VitalThread<W> patientThread(
      String name, VitalThread.Source<W> source, VitalThread.Work<W> work) {
    return thread(name, source, work, Long.MAX_VALUE);
  }

  private <W> VitalThread<W> thread(
      String name, VitalThread.Source<W> source, VitalThread.Work<W> work, long stuckNanos) {
    return known(new VitalThread<>(name, source, work, fence(name), threads, stuckNanos));
  }

  /** A thread that works on what has gathered; not started. */
  public <T> BatchWorker<T> batchWorker(String name, BatchBounds bounds, BatchJob<T> job) {
    return new BatchWorker<>(bounds, job, this, name);
  }

  /** Threads that run tasks in turn by key; not started. */
  public KeyedExecutor keyedExecutor(String name, KeyedExecutor.Bounds bounds) {
    return new KeyedExecutor(name, bounds, this);
  }

  /** A thread that keeps up something that may break; not started. */
  public RetryLoop retryLoop(String name, RetryLoop.Attempt attempt) {
    return new RetryLoop(name, attempt, this);
  }

  /** A periodic duty that the node can't do without; not scheduled. */
  public PeriodicTask vitalTask(String name, PeriodicTask.Duty duty) {
    return known(task(name, duty));
  }

  /** A periodic duty whose rounds may take as long as they take; not scheduled. */
  public PeriodicTask task(String name, PeriodicTask.Duty duty) {
    return new PeriodicTask(name, duty, fence(name));
  }

  private Fence fence(String name) {
    return new Fence(name, meters);
  }

  List<Vital> all() {
    return List.copyOf(all);
  }

  private <V extends Vital> V known(V vital) {
    all.add(vital);
    return vital;
  }

  /** What is wrong now, a few words each; empty when all is well. */
  public List<String> troubles() {
    var now = System.nanoTime();
    return all.stream().map(vital -> vital.trouble(now)).filter(Objects::nonNull).toList();
  }
}
