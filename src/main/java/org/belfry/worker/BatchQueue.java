package org.belfry.worker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** What waits for a batch worker: bounded by entries and bytes, taken in batches, in order. */
final class BatchQueue<T> {

  private final BatchBounds bounds;
  private final BatchJob<T> job;
  private final Queue<T> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  BatchQueue(BatchBounds bounds, BatchJob<T> job) {
    this.bounds = bounds;
    this.job = job;
  }

  /** False when it is full or closed; never waits. */
  synchronized boolean offer(T entry) {
    var size = job.bytes(entry);
    if (closed
        || waiting.size() >= bounds.entries()
        || bytes > 0 && bytes + size > bounds.bytes()) {
      return false;
    }
    waiting.add(entry);
    bytes += size;
    if (waiting.size() == 1) {
      notifyAll();
    }
    return true;
  }

  /**
   * Waits for one entry and takes all that fit into a batch with it; null once closed and empty.
   */
  synchronized List<T> take() throws InterruptedException {
    while (waiting.isEmpty()) {
      if (closed) {
        return null;
      }
      wait();
    }
    var batch = new ArrayList<T>();
    long size = 0;
    while (!waiting.isEmpty()) {
      size += job.size(waiting.peek());
      if (!batch.isEmpty() && size > bounds.batch()) {
        break;
      }
      var entry = waiting.remove();
      bytes -= job.bytes(entry);
      batch.add(entry);
    }
    return batch;
  }

  /** Takes nothing more in; what waits can still be taken out. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Takes out all that is left. */
  synchronized List<T> clear() {
    var left = List.copyOf(waiting);
    waiting.clear();
    bytes = 0;
    return left;
  }

  synchronized int entries() {
    return waiting.size();
  }

  synchronized long bytes() {
    return bytes;
  }
}
