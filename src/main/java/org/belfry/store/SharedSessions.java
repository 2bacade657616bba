package org.belfry.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Finds out whether a pooler stands before the database that lends a session for one transaction
 * and then to somebody else (PgBouncer's transaction mode). Then what one transaction sets is found
 * by others, and a statement that was prepared by name is missing, or is another one.
 */
final class SharedSessions {

  private static final String SESSION = "select pg_backend_pid()";
  private static final int ROUNDS = 3;

  /** A pooler whose last session is held here keeps the next one waiting. */
  private static final int PATIENCE_SECONDS = 3;

  /** After so many the driver gives a statement a name, unless it is told not to. */
  private static final int NAMED_AFTER = 6;

  /** There is no statement of that name; there is one already. */
  private static final Set<String> LOST = Set.of("26000", "42P05");

  /** Nobody came free in time; what a pooler says itself. */
  private static final Set<String> KEPT_WAITING = Set.of("57014", "08P01");

  private SharedSessions() {}

  /** Whether two connections have been seen in one session, or one of them in two. */
  static boolean stand(DataSource database) throws SQLException {
    try (var first = database.getConnection();
        var second = database.getConnection();
        var third = database.getConnection()) {
      var session = session(first);
      try {
        for (var round = 0; round < ROUNDS; round++) {
          if (areSeen(session, first, second, third)) {
            return true;
          }
        }
        return false;
      } catch (SQLException e) {
        // a session of its own had answered before
        if (hasState(e, LOST) || hasState(e, KEPT_WAITING)) {
          return true;
        }
        throw e;
      }
    }
  }

  private static boolean hasState(SQLException e, Set<String> states) {
    return e.getSQLState() != null && states.contains(e.getSQLState());
  }

  private static boolean areSeen(int session, Connection first, Connection second, Connection third)
      throws SQLException {
    var ofSecond = heldSession(second);
    var ofFirst = session(first);
    var ofThird = heldSession(third);
    release(second);
    release(third);
    return ofFirst != session || !areDistinct(ofFirst, ofSecond, ofThird);
  }

  private static boolean areDistinct(int first, int second, int third) {
    return first != second && first != third && second != third;
  }

  /** Begins a transaction, which no pooler can take the session from. */
  private static int heldSession(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    return session(connection);
  }

  private static void release(Connection connection) throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
  }

  private static int session(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.setQueryTimeout(PATIENCE_SECONDS);
      var rows = statement.executeQuery(SESSION);
      rows.next();
      return rows.getInt(1);
    }
  }

  /**
   * Whether the driver of this datasource names its statements and the pooler forgets them, so that
   * some would fail, and some run as another.
   */
  static boolean loseStatements(DataSource database) throws SQLException {
    try (var first = database.getConnection();
        var second = database.getConnection();
        var statement = first.prepareStatement("select 'named', pg_backend_pid()")) {
      for (var i = 0; i < NAMED_AFTER; i++) {
        statement.executeQuery().close();
      }
      heldSession(second);
      statement.executeQuery().close();
      release(second);
      return false;
    } catch (SQLException e) {
      if (hasState(e, LOST)) {
        return true;
      }
      throw e;
    }
  }
}
