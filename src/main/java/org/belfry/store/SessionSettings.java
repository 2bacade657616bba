package org.belfry.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * How a session of the database is to be set, here and in the datasources that {@code
 * wildfly-config} and {@code payara-config} make. A node that stands still, or is cut off, in the
 * midst of a transaction holds locks that all other nodes wait for; and nobody waits for one lock
 * longer than his caller waits for him. And each statement has one right plan, by index, whoever's
 * inbox it is for and however much is stored: without the others PostgreSQL plans many of them
 * again at each call, for longer than it runs them, or keeps a plan that it made when the tables
 * were empty.
 */
final class SessionSettings {

  /** By their names, with the values as {@code pg_settings} tells them: times in milliseconds. */
  private static final Map<String, String> WANTED =
      Map.of(
          "idle_in_transaction_session_timeout", "5000",
          "lock_timeout", "3000",
          "plan_cache_mode", "force_generic_plan",
          "enable_seqscan", "off",
          "jit", "off",
          "enable_memoize", "off");

  private static final String ACTUAL =
      "select name, setting from pg_settings where name = any (?) order by name";

  private SessionSettings() {}

  /** The statements that set a session. */
  static String sql() {
    return statements("set ");
  }

  /** The statements that set a session until its transaction ends. */
  static String ofOneTransaction() {
    return statements("set local ");
  }

  private static String statements(String set) {
    return WANTED.entrySet().stream()
        .map(wanted -> set + wanted.getKey() + " = " + wanted.getValue())
        .collect(Collectors.joining("; "));
  }

  /**
   * Which settings of this session are otherwise, as {@code name=value} of what they are; empty
   * when all are as wanted.
   */
  static String others(Connection session) throws SQLException {
    var others = new StringJoiner(",");
    try (var statement = session.prepareStatement(ACTUAL)) {
      statement.setArray(1, session.createArrayOf("text", WANTED.keySet().toArray()));
      var rows = statement.executeQuery();
      while (rows.next()) {
        var name = rows.getString(1);
        var actual = rows.getString(2);
        if (!actual.equals(WANTED.get(name))) {
          others.add(name + "=" + actual);
        }
      }
    }
    return others.toString();
  }
}
