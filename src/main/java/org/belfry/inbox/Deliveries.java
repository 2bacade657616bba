package org.belfry.inbox;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A round of drafts as columns: one row per notification, and one per item of an inbox. */
final class Deliveries {

  private final List<Pending> round;
  final String[] users;
  final Integer[] drafts;
  final Integer[] behind;
  final Integer[] counts;

  /**
   * Lays a round out.
   *
   * @param collapsed how many notifications the new item of a user stands for, where it replaces
   *     one
   */
  Deliveries(List<Pending> round, Map<String, Integer> collapsed) {
    this.round = round;
    var size = round.stream().mapToInt(Pending::size).sum();
    users = new String[size];
    drafts = new Integer[size];
    behind = new Integer[size];
    counts = new Integer[size];
    var place = size;
    var later = new HashMap<String, Integer>(size * 2);
    for (var n = round.size(); n > 0; n--) {
      var draft = round.get(n - 1).draft;
      for (var i = draft.recipients().size(); i > 0; i--) {
        var user = draft.recipients().get(i - 1);
        place--;
        users[place] = user;
        drafts[place] = n;
        behind[place] = later.merge(user, 1, Integer::sum) - 1;
        counts[place] = draft.collapseKey() == null ? 1 : collapsed.getOrDefault(user, 1);
      }
    }
  }

  /** Whose draft the item at this place is. */
  Pending of(int place) {
    return round.get(drafts[place] - 1);
  }

  /** The contents and after them the items, as the arrays that the statement unnests. */
  Array[] columns(Connection connection) throws SQLException {
    return new Array[] {
      column(connection, "uuid", round, p -> p.draft.content().id()),
      column(connection, "timestamptz", round, p -> p.draft.content().createdAt().toString()),
      column(connection, "timestamptz", round, p -> text(p.draft.content().expiresAt())),
      column(connection, "int2", round, p -> p.draft.content().priority().stored()),
      column(connection, "text", round, p -> p.draft.sender()),
      column(connection, "text", round, p -> p.draft.content().type()),
      column(connection, "text", round, p -> p.draft.content().title()),
      column(connection, "text", round, p -> p.draft.content().body()),
      column(connection, "text", round, p -> p.draft.content().link()),
      column(connection, "text", round, p -> p.draft.content().data()),
      column(connection, "text", round, p -> p.draft.collapseKey()),
      connection.createArrayOf("text", users),
      connection.createArrayOf("int4", drafts),
      connection.createArrayOf("int4", behind),
      connection.createArrayOf("int4", counts)
    };
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  private static Array column(
      Connection connection, String type, List<Pending> round, Function<Pending, Object> value)
      throws SQLException {
    var values = new Object[round.size()];
    for (var i = 0; i < values.length; i++) {
      values[i] = value.apply(round.get(i));
    }
    return connection.createArrayOf(type, values);
  }
}
