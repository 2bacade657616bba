package org.belfry.inbox;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.belfry.store.SqlFaults;
import org.belfry.worker.BatchSplitter;
import org.belfry.worker.VitalThread;
import org.belfry.worker.Vitals;

/**
 * Drafts that have met a locked inbox. They are tried again on a thread of their own, for a bounded
 * time, and all others go ahead meanwhile; but a later draft for an inbox that one of them is for
 * waits behind it, so that each inbox gets its drafts in order.
 */
final class DeferredDrafts {

  private static final Logger LOG = System.getLogger(DeferredDrafts.class.getName());

  private final AppendTransactions transactions;
  private final Replies replies;
  private final InboxSettings settings;
  private final VitalThread<List<Pending>> thread;

  /** In order, with the time at which each came here. */
  private final Map<Pending, Long> waiting = new LinkedHashMap<>();

  /** How many of them are for this inbox. */
  private final Map<String, Integer> held = new HashMap<>();

  /** What was locked at the last try. */
  private Set<String> blockedBefore = Set.of();

  private long bytes;
  private boolean closed;
  private volatile boolean empty = true;

  DeferredDrafts(
      AppendTransactions transactions, Replies replies, InboxSettings settings, Vitals vitals) {
    this.transactions = transactions;
    this.replies = replies;
    this.settings = settings;
    thread = vitals.thread("deferred-appends", this::take, this::perform);
  }

  void start() {
    thread.start();
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

  /** Keeps what has to wait behind others here, and returns what is left of the batch. */
  List<Pending> passOn(List<Pending> batch) {
    if (empty) {
      return batch;
    }
    synchronized (this) {
      var blocked = new HashSet<>(held.keySet());
      var passed = new ArrayList<Pending>();
      var kept = new ArrayList<Pending>();
      for (var pending : batch) {
        if (!pending.deferred) {
          (AppendTransactions.isBlocked(pending, blocked) ? kept : passed).add(pending);
        }
      }
      add(kept);
      return passed;
    }
  }

  /** Keeps drafts, in their order; where there is no room the sender is told to come back. */
  void add(List<Pending> drafts) {
    if (drafts.isEmpty()) {
      return;
    }
    var refused = new ArrayList<Pending>();
    synchronized (this) {
      for (var pending : drafts) {
        if (!hasRoomFor(pending)) {
          refused.add(pending);
          continue;
        }
        pending.deferred = true;
        waiting.put(pending, System.nanoTime());
        bytes += pending.bytes;
        pending.draft.recipients().forEach(user -> held.merge(user, 1, Integer::sum));
      }
      empty = waiting.isEmpty();
      notifyAll();
    }
    replies.failed(refused, Failure.busy());
  }

  private boolean hasRoomFor(Pending pending) {
    return !closed
        && waiting.size() < settings.queueLimit()
        && (waiting.isEmpty() || bytes + pending.bytes <= settings.queueBytes());
  }

  private synchronized void remove(Collection<Pending> drafts) {
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

  private synchronized List<Pending> take() throws InterruptedException {
    while (waiting.isEmpty()) {
      if (closed) {
        return null;
      }
      wait();
    }
    return batch();
  }

  /**
   * All that may be free, in order; of what was not the last time only the first of each inbox, so
   * that many drafts for a locked one don't keep the others from their turn.
   */
  private List<Pending> batch() {
    var batch = new ArrayList<Pending>();
    var tried = new HashSet<String>();
    var skipped = new HashSet<String>();
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

  private void perform(List<Pending> batch) throws Exception {
    var late = late(batch);
    finished(late, Failure.busy());
    var left = batch.stream().filter(pending -> !late.contains(pending)).toList();
    var round = new Round();
    new BatchSplitter<Pending>(Round::isDivisible, round::alone).perform(left, round::commit);
    if (round.done == 0 && !left.isEmpty()) {
      round.waitFor(left.get(0));
    }
    blockedBefore = round.blocked;
  }

  private synchronized List<Pending> late(List<Pending> batch) {
    var now = System.nanoTime();
    var longest = settings.longestWait().toNanos();
    return batch.stream().filter(pending -> now - waiting.get(pending) > longest).toList();
  }

  private void finished(List<Pending> drafts, Throwable reason) {
    remove(drafts);
    replies.failed(drafts, reason);
  }

  /** One try for all that wait; for those that are still not free the order is kept. */
  private final class Round {

    private final Set<String> blocked = new HashSet<>();
    private int done;

    static boolean isDivisible(Exception e) {
      return SqlFaults.isTheDatas(e) || Failure.isOfALock(e);
    }

    void commit(List<Pending> batch) throws SQLException {
      var drafts = batch.stream().filter(p -> !AppendTransactions.isBlocked(p, blocked)).toList();
      if (!drafts.isEmpty()) {
        settle(drafts, () -> transactions.free(drafts));
      }
    }

    /** The lock itself is waited for, as long as an append waits for one. */
    void waitFor(Pending first) throws SQLException {
      try {
        settle(List.of(first), () -> transactions.all(List.of(first)));
      } catch (SQLException e) {
        if (!Failure.isOfALock(e)) {
          alone(first, e);
        }
      }
    }

    private void settle(List<Pending> drafts, Commit commit) throws SQLException {
      try {
        var committed = commit.perform();
        done += committed.drafts().size();
        committed.left().forEach(pending -> blocked.addAll(pending.draft.recipients()));
        remove(committed.drafts());
        replies.stored(committed.drafts(), committed.outcome());
      } catch (SQLException e) {
        if (isDivisible(e) || Failure.isWorthAnotherTry(e)) {
          throw e;
        }
        LOG.log(Level.ERROR, "event=append-failed drafts=" + drafts.size(), e);
        finished(drafts, e);
      }
    }

    void alone(Pending pending, Exception reason) {
      if (Failure.isOfALock(reason)) {
        blocked.addAll(pending.draft.recipients());
      } else if (Failure.isOfCounts(reason)) {
        mend(pending);
      } else {
        finished(List.of(pending), reason);
      }
    }

    private void mend(Pending pending) {
      try {
        settle(List.of(pending), () -> transactions.mended(pending));
      } catch (SQLException e) {
        finished(List.of(pending), e);
      }
    }
  }

  /** A transaction with some of the drafts. */
  @FunctionalInterface
  private interface Commit {
    AppendTransactions.Committed perform() throws SQLException;
  }

  /** Takes nothing more in, and returns when nothing waits or time is up. */
  void stop(Duration atMost) throws InterruptedException {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.stop(atMost);
    } finally {
      List<Pending> left;
      synchronized (this) {
        left = List.copyOf(waiting.keySet());
      }
      finished(left, Failure.busy());
    }
  }
}
