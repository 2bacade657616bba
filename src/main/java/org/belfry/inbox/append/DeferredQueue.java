package org.belfry.inbox.append;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.belfry.inbox.InboxSettings;
import org.belfry.model.UserId;

/**
 * The drafts that wait for locked inboxes, in their order, bounded by number and memory; and the
 * inboxes that they are for.
 */
final class DeferredQueue {

  /**
   * A batch, parted; both in its order. What is kept is to be added once what has passed is stored.
   */
  record Parted(List<Pending> passed, List<Pending> kept) {}

  private static final Duration LAST_TRY = Duration.ofSeconds(1);

  private final InboxSettings settings;
  private final LongSupplier nanos;

  /** In order, with the time at which each came here. */
  private final Map<Pending, Long> waiting = new LinkedHashMap<>();

  /** How many of them are for this inbox. */
  private final Map<UserId, Integer> held = new HashMap<>();

  private long bytes;
  private boolean closed;

  /** A transaction with some of them may be under way. */
  private boolean trying;

  private volatile boolean empty = true;

  DeferredQueue(InboxSettings settings, LongSupplier nanos) {
    this.settings = settings;
    this.nanos = nanos;
  }

  boolean isEmpty() {
    return empty;
  }

  synchronized int entries() {
    return waiting.size();
  }

  synchronized long bytes() {
    return bytes;
  }

  /** Looks what of a batch has to wait behind others here; takes nothing in. */
  synchronized Parted part(List<Pending> batch) {
    var blocked = new HashSet<>(held.keySet());
    var passed = new ArrayList<Pending>();
    var kept = new ArrayList<Pending>();
    for (var pending : batch) {
      if (!pending.deferred) {
        (AppendTransactions.isBlocked(pending, blocked) ? kept : passed).add(pending);
      }
    }
    return new Parted(passed, kept);
  }

  /** Keeps drafts, in their order; returns those for which there is no room. */
  synchronized List<Pending> add(List<Pending> drafts) {
    var refused = new ArrayList<Pending>();
    for (var pending : drafts) {
      if (!hasRoomFor(pending)) {
        refused.add(pending);
        continue;
      }
      pending.deferred = true;
      waiting.put(pending, nanos.getAsLong());
      bytes += pending.bytes;
      pending.draft.recipients().forEach(user -> held.merge(user, 1, Integer::sum));
    }
    empty = waiting.isEmpty();
    notifyAll();
    return refused;
  }

  private boolean hasRoomFor(Pending pending) {
    return !closed
        && waiting.size() < settings.queueLimit()
        && (waiting.isEmpty() || bytes + pending.bytes <= settings.queueBytes());
  }

  synchronized boolean holds(Pending pending) {
    return waiting.containsKey(pending);
  }

  /** These wait no longer. */
  synchronized void remove(Collection<Pending> drafts) {
    for (var pending : drafts) {
      if (waiting.remove(pending) != null) {
        bytes -= pending.bytes;
        pending
            .draft
            .recipients()
            .forEach(user -> held.compute(user, (u, n) -> n == 1 ? null : n - 1));
      }
    }
    empty = waiting.isEmpty();
  }

  /**
   * Waits for drafts and returns those to be tried next; null once closed and empty.
   *
   * @param blockedBefore inboxes that were locked at the last try
   */
  synchronized List<Pending> take(Set<UserId> blockedBefore) throws InterruptedException {
    while (waiting.isEmpty()) {
      if (closed) {
        return null;
      }
      wait();
    }
    trying = true;
    return batch(blockedBefore);
  }

  /**
   * All that may be free, in order; of what was not the last time only the first of each inbox, so
   * that many drafts for a locked one don't keep the others from their turn.
   */
  private List<Pending> batch(Set<UserId> blockedBefore) {
    var batch = new ArrayList<Pending>();
    var tried = new HashSet<UserId>();
    var skipped = new HashSet<UserId>();
    var items = 0;
    for (var pending : waiting.keySet()) {
      if (AppendTransactions.isBlocked(pending, skipped)) {
        continue;
      }
      var recipients = pending.draft.recipients();
      var wasBlocked = recipients.stream().anyMatch(blockedBefore::contains);
      if (wasBlocked && recipients.stream().anyMatch(tried::contains)) {
        skipped.addAll(recipients);
        continue;
      }
      items += pending.size();
      if (!batch.isEmpty() && items > settings.batchItems()) {
        break;
      }
      batch.add(pending);
      tried.addAll(recipients);
    }
    return batch;
  }

  /** The try with those that were taken has ended. */
  synchronized void ended() {
    trying = false;
    notifyAll();
  }

  /** Those that have waited for too long. */
  synchronized Set<Pending> late() {
    var now = nanos.getAsLong();
    var longest = settings.longestWait().toNanos();
    var late = new LinkedHashSet<Pending>();
    waiting.forEach(
        (pending, since) -> {
          if (now - since > longest) {
            late.add(pending);
          }
        });
    return late;
  }

  /** Takes nothing more in. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Once the last try has ended: what that has stored must not be refused. */
  synchronized List<Pending> left() throws InterruptedException {
    var end = System.nanoTime() + LAST_TRY.toNanos();
    while (trying && System.nanoTime() < end) {
      wait(20);
    }
    return List.copyOf(waiting.keySet());
  }
}
