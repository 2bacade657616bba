package org.belfry.inbox;

import java.sql.SQLException;
import java.util.Set;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.store.SqlFaults;

/** What a database error means for the work at hand, by its SQLSTATE (PostgreSQL, appendix A). */
public final class StoreFailure {

  /** Rolled back whole and worth doing again: serialization failure, deadlock. */
  private static final Set<String> TRANSIENT = Set.of("40001", "40P01");

  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String CHECK_VIOLATION = "23514";

  private StoreFailure() {}

  public static boolean isWorthAnotherTry(SQLException e) {
    return e.getSQLState() != null && TRANSIENT.contains(e.getSQLState());
  }

  /** Somebody else held a lock for longer than this work waits. */
  public static boolean isOfALock(Exception e) {
    return e instanceof SQLException sql && LOCK_NOT_AVAILABLE.equals(sql.getSQLState());
  }

  /** The counts of an inbox were wrong before: one of them would have fallen below zero. */
  public static boolean isOfCounts(Exception e) {
    return e instanceof SQLException sql
        && CHECK_VIOLATION.equals(sql.getSQLState())
        && sql.getMessage() != null
        && sql.getMessage().contains("inbox_counts");
  }

  public static Problem problem(Throwable reason) {
    var problem = Problem.behind(reason);
    if (problem != null) {
      return problem;
    }
    if (reason instanceof SQLException e && SqlFaults.isTheDatas(e)) {
      return new Problem(ProblemKind.NOT_STORABLE, "the database refuses this notification")
          .withCause(e);
    }
    return Problem.storeUnavailable(reason);
  }

  /** Somebody works on this inbox for longer than one waits. */
  public static Problem busy() {
    return new Problem(ProblemKind.OVERLOADED, "this inbox is being worked on; come back");
  }

  /** What is answered to an act on an inbox, or on what was sent, that could not be done. */
  static RuntimeException ofAct(SQLException e) {
    var problem = Problem.behind(e);
    if (problem != null) {
      return problem;
    }
    if (isOfALock(e)) {
      return busy().withCause(e);
    }
    if (SqlFaults.isTheDatas(e)) {
      return new IllegalStateException("the database refuses what should be right", e);
    }
    return Problem.storeUnavailable(e);
  }
}
