package org.belfry.inbox.append;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.belfry.cluster.Announcer;
import org.belfry.inbox.Recount;
import org.belfry.inbox.RowLocks;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/** Commits drafts and announces what has arrived; each call is one transaction. */
@Singleton
public class AppendTransactions {

  /**
   * What was committed.
   *
   * @param left drafts that were left out for a locked inbox, in their order
   */
  record Committed(List<Pending> drafts, List<Pending> left, AppendBatch.Outcome outcome) {}

  private final Store store;
  private final Announcer announcer;
  private final Clock clock;
  private final Recount recount;
  private final Timer latency;
  private final DistributionSummary batchSizes;

  @Inject
  public AppendTransactions(
      Store store, Announcer announcer, Clock clock, Recount recount, MeterRegistry meters) {
    this.store = store;
    this.announcer = announcer;
    this.clock = clock;
    this.recount = recount;
    latency = meters.timer("belfry.append.latency");
    batchSizes = DistributionSummary.builder("belfry.append.batch.items").register(meters);
  }

  /** All of them; waits for each inbox, but not for long. */
  Committed all(List<Pending> batch) throws SQLException {
    var begun = System.nanoTime();
    return announced(new Committed(batch, List.of(), append(batch)), begun);
  }

  /** What is due in one of the inboxes is only looked for when the append has met it. */
  private AppendBatch.Outcome append(List<Pending> batch) throws SQLException {
    try {
      Store.SqlWork<AppendBatch.Outcome> work = connection -> append(connection, batch, false);
      return AppendBatch.isOneStatement(batch)
          ? store.statement(Purpose.APPEND, work)
          : store.jdbc(Purpose.APPEND, work);
    } catch (AppendBatch.UpkeepDue e) {
      return store.jdbc(Purpose.APPEND, connection -> append(connection, batch, true));
    }
  }

  /**
   * Those whose inboxes are free, so that it waits for none. A draft that is left out leaves out
   * all later ones that share an inbox with it.
   */
  Committed free(List<Pending> batch) throws SQLException {
    var begun = System.nanoTime();
    return announced(
        store.jdbc(
            Purpose.APPEND,
            connection -> {
              var users = AppendBatch.users(batch);
              var free = RowLocks.free(connection, users);
              var blocked = new HashSet<>(RowLocks.taken(connection, users, free));
              var drafts = new ArrayList<Pending>();
              var left = new ArrayList<Pending>();
              batch.forEach(pending -> (isBlocked(pending, blocked) ? left : drafts).add(pending));
              return new Committed(drafts, left, append(connection, drafts, true));
            }),
        begun);
  }

  /** One that failed because counts of its recipients were wrong: puts them right first. */
  Committed mended(Pending pending) throws SQLException {
    recount.mend(Purpose.APPEND, pending.draft.recipients());
    return all(List.of(pending));
  }

  /** Whether one of its inboxes is blocked; then all of them are from now on. */
  static boolean isBlocked(Pending pending, Set<UserId> blocked) {
    var recipients = pending.draft.recipients();
    var isBlocked = recipients.stream().anyMatch(blocked::contains);
    if (isBlocked) {
      blocked.addAll(recipients);
    }
    return isBlocked;
  }

  private AppendBatch.Outcome append(
      Connection connection, List<Pending> drafts, boolean keepsUpFirst) throws SQLException {
    return new AppendBatch(connection, clock.instant(), keepsUpFirst).append(drafts);
  }

  private Committed announced(Committed committed, long begun) {
    announcer.announce(committed.outcome().announcements());
    latency.record(Duration.ofNanos(System.nanoTime() - begun));
    if (!committed.drafts().isEmpty()) {
      batchSizes.record(committed.outcome().items());
    }
    return committed;
  }
}
