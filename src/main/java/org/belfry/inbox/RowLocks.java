package org.belfry.inbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.belfry.model.UserId;

/**
 * Locks of inboxes, taken in the order of the user ids and held until the transaction ends. Items
 * may be looked at in later statements only: these see what was committed when the lock was
 * granted.
 */
public final class RowLocks {

  private static final String ALL =
      "select 1 from inbox where user_id = any (?::text[]) order by user_id for update";

  private static final String FREE =
      """
      select user_id from inbox where user_id = any (?::text[]) order by user_id
         for update skip locked
      """;

  private static final String THERE = "select user_id from inbox where user_id = any (?::text[])";

  private static final String MAKE =
      """
      insert into inbox as i (user_id, epoch)
      select user_id, ? from unnest(?::text[]) as u (user_id) order by user_id collate "C"
      on conflict (user_id) do update set floor = i.floor
      """;

  private RowLocks() {}

  /** Waits for each lock, as long as the session's {@code lock_timeout} allows. */
  public static void all(Connection connection, Collection<UserId> users) throws SQLException {
    try (var statement = connection.prepareStatement(ALL)) {
      statement.setArray(1, connection.createArrayOf("text", UserId.values(users)));
      statement.executeQuery();
    }
  }

  /** Makes the inboxes that are missing and locks them all, waiting for each likewise. */
  public static void made(Connection connection, Collection<UserId> users) throws SQLException {
    try (var statement = connection.prepareStatement(MAKE)) {
      statement.setString(1, Inbox.newEpoch());
      statement.setArray(2, connection.createArrayOf("text", UserId.values(users)));
      statement.executeUpdate();
    }
  }

  /** Passes over the inboxes that somebody else has locked; returns those that are locked now. */
  public static Set<UserId> free(Connection connection, Collection<UserId> users)
      throws SQLException {
    return users(connection, FREE, users);
  }

  /** Of the inboxes that there are, those that somebody else has locked. */
  public static Set<UserId> taken(Connection connection, Collection<UserId> users, Set<UserId> free)
      throws SQLException {
    if (free.size() == users.size()) {
      return Set.of();
    }
    var taken = users(connection, THERE, users);
    taken.removeAll(free);
    return taken;
  }

  private static Set<UserId> users(Connection connection, String sql, Collection<UserId> users)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, connection.createArrayOf("text", UserId.values(users)));
      var found = new HashSet<UserId>();
      var rows = statement.executeQuery();
      while (rows.next()) {
        found.add(UserId.stored(rows.getString(1)));
      }
      return found;
    }
  }

  /** How long each lock of this transaction is waited for. */
  public static void patience(Connection connection, int millis) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("set local lock_timeout = " + millis);
    }
  }
}
