package org.belfry.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.belfry.problem.Problem;
import org.belfry.text.LogEvent;

/**
 * Says in one way that the database is out of reach: to whoever asked as a refusal that passes, to
 * the log once a minute at most, and in a count.
 */
final class Outages {

  private static final Logger LOG = System.getLogger(Outages.class.getName());
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(60);

  /**
   * What the pool says of each session that breaks or can't be had, in part with its stack trace,
   * is said here of all. Kept, for a level is lost with its logger.
   */
  private static final List<java.util.logging.Logger> POOL =
      Stream.of("ProxyConnection", "PoolBase", "HikariPool")
          .map(name -> java.util.logging.Logger.getLogger("com.zaxxer.hikari.pool." + name))
          .toList();

  private final Logger log;
  private final Counter failures;
  private boolean hasSaid;
  private long saidAt;
  private long unsaid;

  Outages(MeterRegistry meters) {
    this(meters, LOG);
  }

  Outages(MeterRegistry meters, Logger log) {
    this.log = log;
    failures = meters.counter("belfry.db.failures");
    POOL.stream()
        .filter(logger -> logger.getLevel() == null)
        .forEach(logger -> logger.setLevel(java.util.logging.Level.OFF));
  }

  /** Null where the database is there and refuses what it was asked. */
  StoreUnavailableException of(Exception error) {
    var reason = SqlFaults.behind(error);
    if (reason == null || !SqlFaults.isOutage(reason)) {
      return null;
    }
    failures.increment();
    say(reason);
    return new StoreUnavailableException(reason.getSQLState(), Problem.storeUnavailable(error));
  }

  private synchronized void say(SQLException reason) {
    var now = System.nanoTime();
    if (hasSaid && now - saidAt < QUIET_NANOS) {
      unsaid++;
      return;
    }
    LogEvent.of("store-unavailable")
        .with("state", reason.getSQLState())
        .with("unsaid", unsaid)
        // what a server adds to the first line may quote a row
        .with("reason", String.valueOf(reason.getMessage()).lines().findFirst().orElse(""))
        .log(log, Level.ERROR);
    hasSaid = true;
    saidAt = now;
    unsaid = 0;
  }
}
