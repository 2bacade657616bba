package org.belfry.store;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Shares the connections out among the purposes, so that none of them can take all. */
final class Lanes {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private final Map<Purpose, Semaphore> free = new EnumMap<>(Purpose.class);
  private final Duration longestWait;

  Lanes(int connections, MeterRegistry meters) {
    this(connections, LONGEST_WAIT, meters);
  }

  Lanes(int connections, Duration longestWait, MeterRegistry meters) {
    this.longestWait = longestWait;
    for (var purpose : Purpose.values()) {
      var own = purpose.connections(connections);
      var lane = new Semaphore(own, true);
      free.put(purpose, lane);
      var tags = Tags.of("purpose", purpose.name().toLowerCase(Locale.ROOT));
      meters.gauge("belfry.db.connections", tags, lane, one -> own - one.availablePermits());
      meters.gauge("belfry.db.waiting", tags, lane, Semaphore::getQueueLength);
    }
  }

  /**
   * Waits for a connection of this purpose to be free, in the order of those who ask.
   *
   * @throws SQLTransientConnectionException when none is within 5 s
   */
  void enter(Purpose purpose) throws SQLException {
    var lane = free.get(purpose);
    try {
      if (!lane.tryAcquire(longestWait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SQLTransientConnectionException(
            "no connection for " + purpose + " was free within " + longestWait.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
    }
  }

  /** Whoever entered has given his connection back. */
  void leave(Purpose purpose) {
    free.get(purpose).release();
  }
}
