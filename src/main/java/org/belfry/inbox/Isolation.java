package org.belfry.inbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.SqlFaults;
import org.belfry.text.LogEvent;
import org.belfry.worker.BatchSplitter;

/**
 * Works on many inboxes so that one that can't be worked on fails alone. Where its counts were
 * wrong they are put right, and it is tried once more.
 */
@Singleton
class Isolation {

  private static final Logger LOG = System.getLogger(Isolation.class.getName());
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Recount recount;
  private final Counter failures;
  private final AtomicLong saidAt = new AtomicLong(System.nanoTime() - QUIET_NANOS);
  private final AtomicLong unsaid = new AtomicLong();

  @Inject
  Isolation(Recount recount, MeterRegistry meters) {
    this.recount = recount;
    failures = meters.counter("belfry.inbox.failures");
  }

  /** Work on entries of several inboxes, each in the same transaction or none. */
  @FunctionalInterface
  interface Work<T> {
    void perform(List<T> entries) throws SQLException;
  }

  /**
   * Performs the work for all entries for which it can be performed.
   *
   * @param purpose of the connection that counts are put right with
   * @return those for which it can't
   */
  <T> List<T> perform(Purpose purpose, List<T> entries, Function<T, UserId> userOf, Work<T> work)
      throws SQLException {
    var failed = new ArrayList<T>();
    var splitter =
        new BatchSplitter<T>(
            SqlFaults::isTheDatas,
            (entry, reason) -> {
              if (!retried(purpose, entry, userOf, work, reason)) {
                failed.add(entry);
              }
            });
    try {
      splitter.perform(entries, work::perform);
    } catch (SQLException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return failed;
  }

  private <T> boolean retried(
      Purpose purpose, T entry, Function<T, UserId> userOf, Work<T> work, Exception reason) {
    var user = userOf.apply(entry);
    var last = reason;
    try {
      if (StoreFailure.isOfCounts(reason) && recount.mend(purpose, List.of(user))) {
        work.perform(List.of(entry));
        return true;
      }
    } catch (SQLException e) {
      last = e;
    }
    say(user, last);
    return false;
  }

  /** Once in ten seconds at most; the others are counted in the next line. */
  private void say(UserId user, Exception reason) {
    failures.increment();
    var said = saidAt.get();
    var now = System.nanoTime();
    if (now - said < QUIET_NANOS || !saidAt.compareAndSet(said, now)) {
      unsaid.incrementAndGet();
      return;
    }
    LogEvent.of("inbox-failed")
        .with("user", user)
        .with("unsaid", unsaid.getAndSet(0))
        .with("next", "the others go on")
        .log(LOG, Level.ERROR, reason);
  }
}
