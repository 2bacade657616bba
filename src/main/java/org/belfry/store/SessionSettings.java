package org.belfry.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How a session of the database is to be set, here and in the datasources that {@code
 * wildfly-config} and {@code payara-config} make. A node that stands still, or is cut off, in the
 * midst of a transaction holds locks that all other nodes wait for. And each statement has one
 * right plan, by index, whoever's inbox it is for and however much is stored: without the others
 * PostgreSQL plans many of them again at each call, for longer than it runs them, or keeps a plan
 * that it made when the tables were empty.
 */
final class SessionSettings {

  /** By their names, with the values as {@code pg_settings} tells them: times in milliseconds. */
  private static final Map<String, String> WANTED = new LinkedHashMap<>();

  static {
    WANTED.put("idle_in_transaction_session_timeout", "5000");
    WANTED.put("plan_cache_mode", "force_generic_plan");
    WANTED.put("enable_seqscan", "off");
    WANTED.put("jit", "off");
    WANTED.put("enable_memoize", "off");
  }

  private static final String ACTUAL = "select setting from pg_settings where name = ?";

  private SessionSettings() {}

  /** The statements that set a session. */
  static String sql() {
    return WANTED.entrySet().stream()
        .map(wanted -> "set " + wanted.getKey() + " = " + wanted.getValue())
        .collect(Collectors.joining("; "));
  }

  /**
   * Which settings of this session are otherwise, as {@code name=value} of what they are; empty
   * when all are as wanted.
   */
  static String others(Connection session) throws SQLException {
    var others = new TreeMap<String, String>();
    try (var statement = session.prepareStatement(ACTUAL)) {
      for (var wanted : WANTED.entrySet()) {
        statement.setString(1, wanted.getKey());
        try (var rows = statement.executeQuery()) {
          var actual = rows.next() ? rows.getString(1) : "unknown";
          if (!actual.equals(wanted.getValue())) {
            others.put(wanted.getKey(), actual);
          }
        }
      }
    }
    return others.entrySet().stream().map(Object::toString).collect(Collectors.joining(","));
  }
}
