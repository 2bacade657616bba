package org.belfry.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * One thread that works on what has gathered: entries that come while a batch is under way form the
 * next one. Who offers never waits, and is told when the queue is full.
 *
 * @param <T> one entry
 */
public final class BatchWorker<T> {

  private final BatchQueue<T> queue;
  private final BatchJob<T> job;
  private final VitalThread<List<T>> thread;

  BatchWorker(BatchBounds bounds, BatchJob<T> job, Vitals vitals, String name) {
    this.job = job;
    queue = new BatchQueue<>(bounds, job);
    thread = vitals.thread(name, queue::take, this::perform);
  }

  /** Begins to work; what was offered before is worked on first. */
  public void start() {
    thread.start();
  }

  /** Adds an entry; false when the queue is full, by entries or by bytes, or the worker stops. */
  public boolean offer(T entry) {
    return queue.offer(entry);
  }

  private void perform(List<T> batch) throws Exception {
    try {
      job.perform(batch);
    } catch (Throwable e) {
      // whoever waits is told first; the fence around this thread says it
      job.failed(batch, e);
      throw e;
    }
  }

  /** Entries that wait. */
  public int entries() {
    return queue.entries();
  }

  /** Bytes that they hold. */
  public long bytes() {
    return queue.bytes();
  }

  /**
   * Takes nothing more in, works on what waits, and returns when that is done or time is up; what
   * is left then has failed.
   */
  public void stop(Duration atMost) throws InterruptedException {
    queue.close();
    try {
      thread.stop(atMost);
    } finally {
      var left = queue.clear();
      if (!left.isEmpty()) {
        job.failed(left, new RejectedExecutionException("the worker has stopped"));
      }
    }
  }
}
