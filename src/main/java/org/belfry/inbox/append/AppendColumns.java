package org.belfry.inbox.append;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.belfry.model.UserId;

/**
 * A batch of drafts as arrays, one for each column of the append: one row per notification, and one
 * per item of an inbox.
 */
final class AppendColumns {

  private final List<Pending> round;
  final UserId[] users;
  final Integer[] drafts;
  final Integer[] behind;
  final Integer[] counts;

  /**
   * Lays a round out.
   *
   * @param collapsed how many notifications the new item of a user stands for, where it replaces
   *     one
   */
  AppendColumns(List<Pending> round, Map<UserId, Integer> collapsed) {
    this.round = round;
    var size = round.stream().mapToInt(Pending::size).sum();
    users = new UserId[size];
    drafts = new Integer[size];
    behind = new Integer[size];
    counts = new Integer[size];
    var place = size;
    var later = new HashMap<UserId, Integer>(size * 2);
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
      connection.createArrayOf("uuid", texts(draft -> draft.content().id())),
      connection.createArrayOf("timestamptz", texts(draft -> draft.content().createdAt())),
      connection.createArrayOf("timestamptz", texts(draft -> draft.content().expiresAt())),
      connection.createArrayOf("int2", priorities()),
      connection.createArrayOf("text", texts(Draft::sender)),
      connection.createArrayOf("text", texts(draft -> draft.content().type())),
      connection.createArrayOf("text", texts(draft -> draft.content().title())),
      connection.createArrayOf("text", texts(draft -> draft.content().body())),
      connection.createArrayOf("text", texts(draft -> draft.content().link())),
      connection.createArrayOf("text", texts(draft -> draft.content().data())),
      connection.createArrayOf("text", texts(Draft::collapseKey)),
      connection.createArrayOf("text", UserId.values(Arrays.asList(users))),
      connection.createArrayOf("int4", drafts),
      connection.createArrayOf("int4", behind),
      connection.createArrayOf("int4", counts)
    };
  }

  /** Arrays of strings, not of objects: the driver sends those as they are, without escaping. */
  private String[] texts(Function<Draft, Object> value) {
    var texts = new String[round.size()];
    for (var i = 0; i < texts.length; i++) {
      var one = value.apply(round.get(i).draft);
      texts[i] = one == null ? null : one.toString();
    }
    return texts;
  }

  private Short[] priorities() {
    var priorities = new Short[round.size()];
    for (var i = 0; i < priorities.length; i++) {
      priorities[i] = round.get(i).draft.content().priority().stored();
    }
    return priorities;
  }
}
