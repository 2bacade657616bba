package org.belfry.inbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.belfry.problem.Problem;
import org.belfry.store.SqlFaults;

/** What a database error means for the work at hand, by its SQLSTATE (PostgreSQL, appendix A). */
final class Failure {

  private static final Duration COME_BACK = Duration.ofSeconds(2);

  /** Rolled back whole and worth doing again: serialization failure, deadlock. */
  private static final Set<String> TRANSIENT = Set.of("40001", "40P01");

  private Failure() {}

  static boolean isWorthAnotherTry(SQLException e) {
    return TRANSIENT.contains(e.getSQLState());
  }

  static Problem problem(Throwable reason) {
    if (reason instanceof SQLException e && SqlFaults.isTheDatas(e)) {
      return new Problem(400, "not-storable", "the database refuses this notification");
    }
    return new Problem(503, "store-unavailable", "the notification was not stored; come back")
        .withRetryAfter(COME_BACK);
  }
}
