package org.belfry.worker;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Runs tasks on a few threads, in turn by key: one task of a key at a time, in the order in which
 * they came, so whoever has many only ever waits for himself. Who offers never waits. A task may
 * take as long as it takes: that of one key is not what makes a node unfit for all others.
 */
public final class KeyedExecutor {

  /** What is to be done. */
  public interface Task {
    void run();

    /** It will not be run: the executor has stopped. */
    void dropped();
  }

  /**
   * The bounds.
   *
   * @param threads that run tasks
   * @param tasks that may wait
   * @param ofOneKey of them, those of one key
   * @param bytes that all tasks that wait may hold
   */
  public record Bounds(int threads, int tasks, int ofOneKey, long bytes) {}

  /** What became of an offer. */
  public enum Outcome {
    TAKEN,
    /** Too many tasks of this key wait. */
    KEY_IS_FULL,
    /** Tasks that wait hold too much in all, or the executor has stopped. */
    ALL_IS_FULL
  }

  private record Entry(String key, Task task, int bytes) {}

  private final Bounds bounds;
  private final List<VitalThread<Entry>> threads;

  // guarded by this; the order of the keys is that of their turns
  private final Map<String, Deque<Entry>> ready = new LinkedHashMap<>();
  private final Map<String, Deque<Entry>> behind = new HashMap<>();
  private final Set<String> running = new HashSet<>();
  private long bytes;
  private int waiting;
  private boolean stopped;

  KeyedExecutor(String name, Bounds bounds, Vitals vitals) {
    this.bounds = bounds;
    threads =
        Stream.iterate(1, i -> i + 1)
            .limit(bounds.threads())
            .map(i -> vitals.patientThread(name + "-" + i, this::take, this::perform))
            .toList();
  }

  /** Begins to run. */
  public void start() {
    threads.forEach(VitalThread::start);
  }

  /**
   * Adds a task, or says why not.
   *
   * @param bytes about what it holds while it waits
   */
  public synchronized Outcome offer(String key, int bytes, Task task) {
    var queues = running.contains(key) ? behind : ready;
    var own = queues.get(key);
    if (own != null && own.size() >= bounds.ofOneKey()) {
      return Outcome.KEY_IS_FULL;
    }
    if (stopped
        || waiting >= bounds.tasks()
        || this.bytes > 0 && this.bytes + bytes > bounds.bytes()) {
      return Outcome.ALL_IS_FULL;
    }
    queues.computeIfAbsent(key, any -> new ArrayDeque<>(2)).add(new Entry(key, task, bytes));
    this.bytes += bytes;
    waiting++;
    notifyAll();
    return Outcome.TAKEN;
  }

  private synchronized Entry take() throws InterruptedException {
    while (ready.isEmpty()) {
      if (stopped) {
        return null;
      }
      wait();
    }
    var key = ready.keySet().iterator().next();
    var own = ready.remove(key);
    var entry = own.remove();
    bytes -= entry.bytes();
    waiting--;
    running.add(key);
    if (!own.isEmpty()) {
      behind.put(key, own);
    }
    return entry;
  }

  private void perform(Entry entry) {
    try {
      entry.task().run();
    } finally {
      ended(entry.key());
    }
  }

  private synchronized void ended(String key) {
    running.remove(key);
    var own = behind.remove(key);
    if (own != null) {
      ready.put(key, own);
      notifyAll();
    }
  }

  /** How many wait. */
  public synchronized int size() {
    return waiting;
  }

  /** Runs no more; what waits is dropped and told so. */
  public void stop(Duration atMost) throws InterruptedException {
    var left = new ArrayList<Entry>();
    synchronized (this) {
      stopped = true;
      Stream.of(ready, behind).forEach(queues -> queues.values().forEach(left::addAll));
      ready.clear();
      behind.clear();
      bytes = 0;
      waiting = 0;
      notifyAll();
    }
    left.forEach(entry -> entry.task().dropped());
    for (var thread : threads) {
      thread.stop(atMost);
    }
  }
}
