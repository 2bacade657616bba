package org.belfry.inbox.append;

import io.micrometer.core.instrument.Counter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.belfry.inbox.StoreFailure;
import org.belfry.problem.Problem;
import org.belfry.store.SqlFaults;
import org.belfry.worker.BatchJob;
import org.belfry.worker.BatchSplitter;

/**
 * Commits batches of drafts so that none of them can hold up or fail the others: one that the
 * database refuses fails alone, and one that meets a locked inbox is left to the deferred ones.
 */
final class Committer implements BatchJob<Pending> {

  private static final Logger LOG = System.getLogger(Committer.class.getName());
  private static final int TRIES = 3;

  /** For so long after a wait in vain it looks whether inboxes are free, and waits for none. */
  private static final long CAUTIOUS_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AppendTransactions transactions;
  private final DeferredDrafts deferred;
  private final Replies replies;
  private final Counter lockTimeouts;
  private final BatchSplitter<Pending> splitter =
      new BatchSplitter<>(e -> SqlFaults.isTheDatas(e) || StoreFailure.isOfALock(e), this::alone);

  private final LongSupplier nanos;
  private long cautiousSince;

  Committer(
      AppendTransactions transactions,
      DeferredDrafts deferred,
      Replies replies,
      Counter lockTimeouts,
      LongSupplier nanos) {
    this.transactions = transactions;
    this.deferred = deferred;
    this.replies = replies;
    this.lockTimeouts = lockTimeouts;
    this.nanos = nanos;
    cautiousSince = nanos.getAsLong() - CAUTIOUS_NANOS;
  }

  @Override
  public long bytes(Pending pending) {
    return pending.bytes;
  }

  @Override
  public int size(Pending pending) {
    return pending.size();
  }

  @Override
  public void perform(List<Pending> batch) throws Exception {
    splitter.perform(batch, this::commit);
  }

  @Override
  public void failed(List<Pending> batch, Throwable reason) {
    replies.failed(batch.stream().filter(pending -> !pending.deferred).toList(), reason);
  }

  private void commit(List<Pending> batch) throws SQLException {
    var parted = deferred.part(batch);
    if (!parted.passed().isEmpty()) {
      commitFree(parted.passed());
    }
    // not before: what has to wait must not overtake what was sent before it
    deferred.add(parted.kept());
  }

  private void commitFree(List<Pending> drafts) throws SQLException {
    for (var attempt = 1; ; attempt++) {
      try {
        var committed = isCautious() ? transactions.free(drafts) : transactions.all(drafts);
        replies.stored(committed.drafts(), committed.outcome());
        deferred.add(committed.left());
        return;
      } catch (SQLException e) {
        var again = StoreFailure.isOfALock(e) ? !isCautious() : StoreFailure.isWorthAnotherTry(e);
        becomeCautious(e);
        if (!again || attempt == TRIES) {
          divide(drafts, e);
          return;
        }
      }
    }
  }

  private boolean isCautious() {
    return !deferred.isEmpty() || nanos.getAsLong() - cautiousSince < CAUTIOUS_NANOS;
  }

  private void becomeCautious(SQLException e) {
    if (StoreFailure.isOfALock(e)) {
      lockTimeouts.increment();
      cautiousSince = nanos.getAsLong();
    }
  }

  /** Throws what the splitter divides by; any other failure is that of all of them. */
  private void divide(List<Pending> drafts, SQLException reason) throws SQLException {
    if (SqlFaults.isTheDatas(reason) || StoreFailure.isOfALock(reason)) {
      throw reason;
    }
    if (Problem.behind(reason) == null) {
      LOG.log(Level.ERROR, "event=append-failed drafts=" + drafts.size() + " next=\"503\"", reason);
    }
    replies.failed(drafts, reason);
  }

  private void alone(Pending pending, Exception reason) {
    if (pending.deferred) {
      return;
    }
    if (StoreFailure.isOfALock(reason)) {
      deferred.add(List.of(pending));
    } else if (StoreFailure.isOfCounts(reason)) {
      mend(pending);
    } else {
      replies.failed(List.of(pending), reason);
    }
  }

  /** The counts of a recipient were wrong: the draft is stored once they are right. */
  private void mend(Pending pending) {
    try {
      var committed = transactions.mended(pending);
      replies.stored(committed.drafts(), committed.outcome());
    } catch (SQLException e) {
      if (StoreFailure.isOfALock(e)) {
        deferred.add(List.of(pending));
      } else {
        LOG.log(Level.ERROR, "event=append-failed drafts=1 next=\"refused\"", e);
        replies.failed(List.of(pending), e);
      }
    }
  }
}
