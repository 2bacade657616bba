package org.belfry.inbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.belfry.model.UserId;

/**
 * Finds the inboxes in which something is due, without locking any. Leaves out those that a sweep
 * has found locked, until it ends, and those that could not be worked on, for ten minutes: else
 * they would be found first, again and again. For one thread.
 */
public final class DueInboxes {

  /** Found at once, at most. */
  static final int MOST = 1_000;

  /** Left out, at most. */
  private static final int MOST_ASIDE = 10_000;

  private static final long ASIDE_NANOS = TimeUnit.MINUTES.toNanos(10);

  private static final String OLDEST =
      """
      select i.user_id, exists (select 1 from session_mapping m
                                 where m.user_id = i.user_id and m.node_id = ?)
        from inbox i
       where %s and i.user_id <> all (?::text[])
       order by i.next_expiry limit ?
      """
          .formatted(Upkeep.DUE);

  /** From the connections of the node to their inboxes: when very many others are due. */
  private static final String HEARD =
      """
      select distinct i.user_id
        from session_mapping m
        join inbox i on i.user_id = m.user_id
       where m.node_id = ? and %s and i.user_id <> all (?::text[])
      """
          .formatted(Upkeep.DUE);

  private static final String AMONG =
      """
      select i.user_id from unnest(?::text[]) as u (user_id)
       cross join lateral (
         select * from inbox i where i.user_id = u.user_id and %s limit 1) i
      """
          .formatted(Upkeep.DUE);

  /**
   * Inboxes that are due.
   *
   * @param heard somebody listens to them on this node
   * @param whole whether these are all that are due
   */
  record Due(List<UserId> heard, List<UserId> unheard, boolean whole) {}

  private final Set<UserId> passedOver = new HashSet<>();
  private final Map<UserId, Long> aside = new HashMap<>();

  /** Those that have been due for longest. */
  Due oldest(Connection connection, Instant now, UUID node) throws SQLException {
    try (var statement = connection.prepareStatement(OLDEST)) {
      statement.setObject(1, node);
      statement.setObject(2, now.atOffset(ZoneOffset.UTC));
      statement.setArray(3, leftOut(connection));
      statement.setInt(4, MOST);
      var heard = new ArrayList<UserId>();
      var unheard = new ArrayList<UserId>();
      var rows = statement.executeQuery();
      while (rows.next()) {
        (rows.getBoolean(2) ? heard : unheard).add(UserId.stored(rows.getString(1)));
      }
      return new Due(heard, unheard, heard.size() + unheard.size() < MOST);
    }
  }

  /** All that somebody listens to on this node. */
  List<UserId> heard(Connection connection, Instant now, UUID node) throws SQLException {
    try (var statement = connection.prepareStatement(HEARD)) {
      statement.setObject(1, node);
      statement.setObject(2, now.atOffset(ZoneOffset.UTC));
      statement.setArray(3, leftOut(connection));
      var heard = new ArrayList<UserId>();
      var rows = statement.executeQuery();
      while (rows.next()) {
        heard.add(UserId.stored(rows.getString(1)));
      }
      return heard;
    }
  }

  /** Those of these that are due, whoever works on them. */
  public static List<UserId> among(Connection connection, Collection<UserId> users, Instant now)
      throws SQLException {
    try (var statement = connection.prepareStatement(AMONG)) {
      statement.setArray(1, connection.createArrayOf("text", UserId.values(users)));
      statement.setObject(2, now.atOffset(ZoneOffset.UTC));
      var due = new ArrayList<UserId>();
      var rows = statement.executeQuery();
      while (rows.next()) {
        due.add(UserId.stored(rows.getString(1)));
      }
      return due;
    }
  }

  private java.sql.Array leftOut(Connection connection) throws SQLException {
    var users = new HashSet<>(passedOver);
    users.addAll(aside.keySet());
    return connection.createArrayOf("text", UserId.values(users));
  }

  /** Somebody else works on these just now. */
  void passOver(Collection<UserId> users) {
    if (passedOver.size() < MOST_ASIDE) {
      passedOver.addAll(users);
    }
  }

  /** These can't be worked on. */
  void setAside(Collection<UserId> users) {
    var until = System.nanoTime() + ASIDE_NANOS;
    if (aside.size() < MOST_ASIDE) {
      users.forEach(user -> aside.put(user, until));
    }
  }

  /** The next sweep looks at those again that were locked. */
  void sweepEnded() {
    passedOver.clear();
    var now = System.nanoTime();
    aside.values().removeIf(until -> until - now < 0);
  }
}
