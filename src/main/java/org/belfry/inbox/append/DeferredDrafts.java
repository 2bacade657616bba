package org.belfry.inbox.append;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.belfry.inbox.InboxSettings;
import org.belfry.inbox.StoreFailure;
import org.belfry.model.UserId;
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
  private final DeferredQueue queue;
  private final VitalThread<List<Pending>> thread;

  /** What was locked at the last try. */
  private Set<UserId> blockedBefore = Set.of();

  DeferredDrafts(
      AppendTransactions transactions,
      Replies replies,
      InboxSettings settings,
      Vitals vitals,
      LongSupplier nanos) {
    this.transactions = transactions;
    this.replies = replies;
    queue = new DeferredQueue(settings, nanos);
    thread = vitals.thread("deferred-appends", () -> queue.take(blockedBefore), this::perform);
  }

  void start() {
    thread.start();
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int entries() {
    return queue.entries();
  }

  long bytes() {
    return queue.bytes();
  }

  /** Parts a batch into what has to wait behind others here and what has not. */
  DeferredQueue.Parted part(List<Pending> batch) {
    return queue.part(batch);
  }

  /** Keeps drafts, in their order; where there is no room the sender is told to come back. */
  void add(List<Pending> drafts) {
    if (!drafts.isEmpty()) {
      replies.failed(queue.add(drafts), StoreFailure.busy());
    }
  }

  private void perform(List<Pending> batch) throws Exception {
    try {
      tryAgain(batch);
    } finally {
      queue.ended();
    }
  }

  private void tryAgain(List<Pending> batch) throws Exception {
    var late = queue.late();
    finished(late, StoreFailure.busy());
    var left = batch.stream().filter(pending -> !late.contains(pending)).toList();
    var round = new Round();
    new BatchSplitter<Pending>(Round::isDivisible, round::alone).perform(left, round::commit);
    if (round.done == 0) {
      // not one that was refused in this round: its sender has been told
      var first = left.stream().filter(queue::holds).findFirst();
      if (first.isPresent()) {
        round.waitFor(first.get());
      }
    }
    blockedBefore = round.blocked;
  }

  private void finished(Collection<Pending> drafts, Throwable reason) {
    queue.remove(drafts);
    replies.failed(drafts, reason);
  }

  /** One try for all that wait; for those that are still not free the order is kept. */
  private final class Round {

    private final Set<UserId> blocked = new HashSet<>();
    private int done;

    static boolean isDivisible(Exception e) {
      return SqlFaults.isTheDatas(e) || StoreFailure.isOfALock(e);
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
        if (!StoreFailure.isOfALock(e)) {
          alone(first, e);
        }
      }
    }

    private void settle(List<Pending> drafts, Commit commit) throws SQLException {
      try {
        var committed = commit.perform();
        done += committed.drafts().size();
        committed.left().forEach(pending -> blocked.addAll(pending.draft.recipients()));
        queue.remove(committed.drafts());
        replies.stored(committed.drafts(), committed.outcome());
      } catch (SQLException e) {
        if (isDivisible(e) || StoreFailure.isWorthAnotherTry(e)) {
          throw e;
        }
        LOG.log(Level.ERROR, "event=append-failed drafts=" + drafts.size(), e);
        finished(drafts, e);
      }
    }

    void alone(Pending pending, Exception reason) {
      if (StoreFailure.isOfALock(reason)) {
        blocked.addAll(pending.draft.recipients());
      } else if (StoreFailure.isOfCounts(reason)) {
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
    queue.close();
    try {
      thread.stop(atMost);
    } finally {
      finished(queue.left(), StoreFailure.busy());
    }
  }
}
