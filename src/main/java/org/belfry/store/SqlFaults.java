package org.belfry.store;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What an error of the database says, by its SQLSTATE (PostgreSQL, appendix A). */
public final class SqlFaults {

  private static final int DEEPEST = 20;

  /** Beginnings of what a database says that is away: connection, resources, stopping, system. */
  private static final Set<String> AWAY = Set.of("08", "53", "57P", "58");

  /** Read-only, as a standby is; idle in a transaction, or in one for too long; in recovery. */
  private static final Set<String> ALSO_AWAY = Set.of("25006", "25P03", "25P04", "55000");

  /** Serialization failure and deadlock: nothing of the transaction was kept. */
  private static final Set<String> UNDONE = Set.of("40001", "40P01");

  private SqlFaults() {}

  /**
   * Whether the fault lies in what was to be stored, so that trying again changes nothing and other
   * data may pass: class 22 (data exception), 23 (integrity constraint) and 54 (program limit).
   */
  public static boolean isTheDatas(Exception e) {
    var state = e instanceof SQLException sql ? sql.getSQLState() : null;
    return state != null
        && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
  }

  /** The error of the database or its pool that led to this, or null. */
  static SQLException behind(Throwable error) {
    var cause = error;
    for (var depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof SQLException e) {
        return e;
      }
      cause = cause.getCause();
    }
    return null;
  }

  /**
   * The answer of a database that is there and does not let us in: it knows no such user (class
   * 28), or has no such database (3D000). Null when it was none.
   */
  static SQLException refusalToLetIn(Throwable error) {
    var cause = error;
    for (var depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof SQLException e
          && e.getSQLState() != null
          && (e.getSQLState().startsWith("28") || e.getSQLState().equals("3D000"))) {
        return e;
      }
      cause = cause.getCause();
    }
    return null;
  }

  /**
   * Whether the database is away, or not for us: then the request was right, and will be answered
   * later. Pools say without any state that they have no connection.
   */
  static boolean isOutage(SQLException e) {
    var state = e.getSQLState();
    return e instanceof SQLTransientConnectionException
        || state == null
        || AWAY.stream().anyMatch(state::startsWith)
        || ALSO_AWAY.contains(state);
  }

  /** Whether the database has undone the transaction for the sake of another one. */
  static boolean isUndone(SQLException e) {
    return e.getSQLState() != null && UNDONE.contains(e.getSQLState());
  }

  /** Whether the session is of no more use, for it is cut off, or writes nothing any more. */
  static boolean isEndOfSession(SQLException e) {
    var state = e.getSQLState();
    return state != null
        && !(e instanceof SQLTransientConnectionException)
        && (state.startsWith("08") || state.startsWith("57P0") || state.equals("25006"));
  }
}
