package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.belfry.cluster.Announcement;
import org.belfry.cluster.Announcer;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * Performs an act on one inbox in as many transactions as it takes, each told as soon as it is
 * committed. Between them the lock is let go, and the counts are right after each.
 */
@Singleton
class ActionTransactions {

  /** Where a step has ended that leaves nothing to do. */
  static final long ALL = Long.MAX_VALUE;

  /** How long an act waits for its inbox, all tries together. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** In milliseconds: an append has gone by then. */
  private static final int FIRST_PATIENCE = 50;

  private static final int NEXT_PATIENCE = 1;
  private static final Duration BETWEEN = Duration.ofMillis(20);

  /** What an act does in one transaction. */
  @FunctionalInterface
  interface Step {

    /**
     * Does so much at most.
     *
     * @param after where the step before ended; 0 at first
     * @return where this one ends; {@link #ALL} when nothing is left to do
     */
    long take(LockedInbox inbox, long after, int items) throws SQLException;
  }

  private record Taken(Counts counts, List<Announcement> announcements, long at) {}

  private final Store store;
  private final Announcer announcer;
  private final Clock clock;
  private final Recount recount;
  private final Pace pace;
  private final Turns turns = new Turns();

  @Inject
  ActionTransactions(Store store, Announcer announcer, Clock clock, Recount recount, Pace pace) {
    this.store = store;
    this.announcer = announcer;
    this.clock = clock;
    this.recount = recount;
    this.pace = pace;
  }

  /**
   * Performs the act to its end; where it is cut off, what is done is done, and doing it again goes
   * on from there.
   *
   * @throws org.belfry.problem.Problem 503 when the inbox is locked for too long, or the store is
   *     out of reach
   */
  Counts act(UserId user, Step step) {
    var portion = pace.begin();
    var after = 0L;
    while (true) {
      var taken = takeTurn(user, step, after, portion);
      announcer.announce(taken.announcements());
      if (taken.at() == ALL) {
        return taken.counts();
      }
      after = taken.at();
      portion.next();
    }
  }

  /** Waits for a locked inbox without a connection, that the others have them. */
  private Taken takeTurn(UserId user, Step step, long after, Portion portion) {
    var end = System.nanoTime() + LONGEST_NANOS;
    var patience = FIRST_PATIENCE;
    var left = LONGEST_NANOS;
    while (left > 0 && turns.await(user, left)) {
      try {
        return take(user, step, after, patience, portion);
      } catch (SQLException e) {
        if (!StoreFailure.isOfALock(e)) {
          throw StoreFailure.ofAct(e);
        }
      } finally {
        turns.end(user);
      }
      patience = NEXT_PATIENCE;
      pace.rest(BETWEEN);
      left = end - System.nanoTime();
    }
    throw StoreFailure.busy();
  }

  private Taken take(UserId user, Step step, long after, int patience, Portion portion)
      throws SQLException {
    try {
      return takeOnce(user, step, after, patience, portion);
    } catch (SQLException e) {
      var mended = StoreFailure.isOfCounts(e) && recount.mend(Purpose.ACTION, List.of(user));
      if (mended || StoreFailure.isWorthAnotherTry(e)) {
        return takeOnce(user, step, after, patience, portion);
      }
      throw e;
    }
  }

  private Taken takeOnce(UserId user, Step step, long after, int patience, Portion portion)
      throws SQLException {
    return store.idempotent(
        Purpose.ACTION,
        connection -> {
          var inbox = LockedInbox.lock(connection, user, clock.instant(), patience, portion);
          var at = inbox.isDue() ? after : step.take(inbox, after, portion.items());
          return new Taken(inbox.counts(), inbox.announcements(), at);
        });
  }
}
