package org.belfry.inbox.append;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.belfry.inbox.Removal;
import org.belfry.inbox.Unread;
import org.belfry.model.UserId;

/** A draft with a collapse key replaces the recipient's unread item of the same key. */
final class Collapse implements AppendStep {

  private static final String UNREAD_OF_KEY =
      """
      select t.user_id, t.seq
        from unnest(?::text[], ?::text[]) as w (user_id, collapse_key)
        join item t on t.user_id = w.user_id and t.collapse_key = w.collapse_key and %s
      """
          .formatted(Unread.CONDITION);

  @Override
  public boolean concerns(Pending draft) {
    return draft.draft.collapseKey() != null;
  }

  @Override
  public boolean looksAtItems() {
    return true;
  }

  /** What a draft replaces must be there first: an inbox is in a round once. */
  @Override
  public boolean waitsFor(Set<UserId> users, Pending draft) {
    return concerns(draft) && draft.draft.recipients().stream().anyMatch(users::contains);
  }

  /** Removes the unread items that drafts replace; the new one stands for them, too. */
  @Override
  public void prepare(Context context, List<Pending> drafts, Map<UserId, Integer> counts)
      throws SQLException {
    var keys = new HashMap<UserId, String>();
    for (var pending : drafts) {
      if (concerns(pending)) {
        pending.draft.recipients().forEach(user -> keys.put(user, pending.draft.collapseKey()));
      }
    }
    if (keys.isEmpty()) {
      return;
    }
    var removal = new Removal(context.connection(), context.now());
    for (var removed : removal.removeLocked(unread(context.connection(), keys))) {
      counts.put(removed.user(), removed.count() + 1);
      context.outcome().announcements().add(removed.change());
    }
  }

  private static List<Removal.Place> unread(Connection connection, Map<UserId, String> keys)
      throws SQLException {
    try (var statement = connection.prepareStatement(UNREAD_OF_KEY)) {
      statement.setArray(1, connection.createArrayOf("text", UserId.values(keys.keySet())));
      statement.setArray(2, connection.createArrayOf("text", keys.values().toArray()));
      return Removal.places(statement.executeQuery());
    }
  }
}
