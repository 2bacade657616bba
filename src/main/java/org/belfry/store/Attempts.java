package org.belfry.store;

import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * Does work on a connection of its purpose, and does it again, at most twice, when the database has
 * undone it for the sake of another transaction, or the session broke before anything was to be
 * kept. Only what failed soon is done again: nobody waits three times for a database that is away.
 */
final class Attempts {

  private static final int MOST = 3;
  private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** How far an attempt has come. */
  static final class Progress {

    private boolean commits;

    /** From here on, a broken session does not tell whether the work was kept. */
    void commits() {
      commits = true;
    }
  }

  /** The work, once. */
  @FunctionalInterface
  interface Work<T> {
    T once(Progress progress) throws SQLException;
  }

  private final Lanes lanes;
  private final Outages outages;

  Attempts(Lanes lanes, Outages outages) {
    this.lanes = lanes;
    this.outages = outages;
  }

  <T> T of(Purpose purpose, Work<T> work) throws SQLException {
    var begun = System.nanoTime();
    for (var attempt = 1; ; attempt++) {
      var progress = new Progress();
      try {
        lanes.enter(purpose);
        try {
          return work.once(progress);
        } finally {
          lanes.leave(purpose);
        }
      } catch (SQLException | PersistenceException e) {
        var soon = System.nanoTime() - begun < SOON_NANOS;
        if (attempt == MOST || !soon || !isWorthAnother(e, progress)) {
          var outage = outages.of(e);
          if (outage != null) {
            throw outage;
          }
          throw e;
        }
      }
    }
  }

  private static boolean isWorthAnother(Exception e, Progress progress) {
    var reason = SqlFaults.behind(e);
    return reason != null
        && (SqlFaults.isUndone(reason) || !progress.commits && SqlFaults.isEndOfSession(reason));
  }

  /**
   * Has the pool throw the session away where it is of no more use: else one that came to lie on a
   * standby would be lent again and again. Closing it underneath is what every pool notices.
   */
  static void discard(Connection connection, Throwable error) {
    var reason = SqlFaults.behind(error);
    if (reason == null || !SqlFaults.isEndOfSession(reason)) {
      return;
    }
    try {
      connection.abort(Runnable::run);
    } catch (SQLException | RuntimeException e) {
      error.addSuppressed(e);
    }
  }
}
