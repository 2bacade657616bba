package org.belfry.inbox.append;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.Inbox;
import org.belfry.inbox.Removal;
import org.belfry.inbox.Unread;
import org.belfry.model.UserId;

/**
 * What drafts with a collapse key need besides the append: locked inboxes, and the old items gone.
 */
final class Collapse {

  private static final String LOCK =
      """
      insert into inbox as i (user_id, epoch)
      select user_id, ? from unnest(?::text[]) as u (user_id) order by user_id collate "C"
      on conflict (user_id) do update set floor = i.floor
      """;

  private static final String UNREAD_OF_KEY =
      """
      select t.user_id, t.seq
        from unnest(?::text[], ?::text[]) as w (user_id, collapse_key)
        join item t on t.user_id = w.user_id and t.collapse_key = w.collapse_key and %s
      """
          .formatted(Unread.CONDITION);

  private final Connection connection;
  private final Instant now;

  Collapse(Connection connection, Instant now) {
    this.connection = connection;
    this.now = now;
  }

  /** Makes the inboxes that are missing and locks them all, in the order of the user ids. */
  void lock(Set<UserId> users) throws SQLException {
    try (var statement = connection.prepareStatement(LOCK)) {
      statement.setString(1, Inbox.newEpoch());
      statement.setArray(2, connection.createArrayOf("text", UserId.values(users)));
      statement.executeUpdate();
    }
  }

  /**
   * Removes the unread items that drafts replace. The inboxes must be locked already, in an earlier
   * statement: this looks at what was committed until then.
   *
   * @param keys collapse key by user
   * @return how many notifications the new item stands for, by user; none where nothing was
   *     replaced
   */
  Map<UserId, Integer> replace(Map<UserId, String> keys, List<Announcement> announcements)
      throws SQLException {
    var counts = new HashMap<UserId, Integer>();
    for (var removed : new Removal(connection, now).removeLocked(unread(keys))) {
      counts.put(removed.user(), removed.count() + 1);
      announcements.add(removed.change());
    }
    return counts;
  }

  private List<Removal.Place> unread(Map<UserId, String> keys) throws SQLException {
    try (var statement = connection.prepareStatement(UNREAD_OF_KEY)) {
      statement.setArray(1, connection.createArrayOf("text", UserId.values(keys.keySet())));
      statement.setArray(2, connection.createArrayOf("text", keys.values().toArray()));
      return Removal.places(statement.executeQuery());
    }
  }
}
