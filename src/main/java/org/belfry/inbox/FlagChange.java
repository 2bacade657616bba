package org.belfry.inbox;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.belfry.model.UserId;

/**
 * Sets flags of many items of an inbox that is locked: one statement, whatever their number. Those
 * that it changes share one new number; where it changes nothing, none is taken.
 *
 * @param read what to set; null leaves the flag as it is
 * @param archived what to set; null leaves the flag as it is
 */
record FlagChange(Boolean read, Boolean archived) {

  /** The items that were changed, in their order, and the counts afterwards; null for none. */
  record Outcome(Counts counts, List<ItemJson.Flags> items) {}

  private static final String CHANGE =
      """
      with target as (
        select t.seq, t.read_at is not null as was_read, t.archived_at is not null as was_archived
          from item t
         where t.user_id = ? and t.removed_at is null and %s
      ), flagged as (
        select seq, was_read, was_archived, coalesce(?::boolean, was_read) as read,
               coalesce(?::boolean, was_archived) as archived
          from target
      ), changing as materialized (
        select seq, read, archived,
               (not read and not archived)::int - (not was_read and not was_archived)::int as unread
          from flagged where (read, archived) <> (was_read, was_archived)
      ), total as (
        select sum(unread)::int as unread,
               coalesce(sum(unread) filter (where seq > ?), 0)::int as unseen
          from changing having count(*) > 0
      ), bumped as (
        update inbox i
           set head = i.head + 1, unread = i.unread + x.unread, unseen = i.unseen + x.unseen
          from total x where i.user_id = ?
        returning i.epoch, i.head, i.unread, i.unseen, i.seen_up_to
      ), changed as (
        update item t
           set read_at = case when coalesce(?::boolean, t.read_at is not null)
                              then coalesce(t.read_at, ?) end,
               archived_at = case when coalesce(?::boolean, t.archived_at is not null)
                                  then coalesce(t.archived_at, ?) end,
               change = b.head, changed_unread = b.unread, changed_unseen = b.unseen
          from bumped b
         where t.user_id = ? and t.seq = any (array(select seq from changing))
      )
      select b.epoch, b.head, b.unread, b.unseen, b.seen_up_to, c.seq, c.read, c.archived
        from bumped b cross join changing c order by c.seq
      """;

  private static final String LISTED = CHANGE.formatted("t.seq = any (?::bigint[])");

  private static final String UNREAD =
      CHANGE.formatted(
          "t.seq > ? and t.seq <= ? and " + Unread.CONDITION + " order by t.seq limit ?");

  /** Of the items that are listed; numbers that are not in the inbox are passed over. */
  Outcome listed(Connection connection, At at, Array seqs) throws SQLException {
    return perform(connection, LISTED, at, seqs);
  }

  /** Of the first so many unread items after one number and up to another. */
  Outcome unread(Connection connection, At at, long after, long upTo, int items)
      throws SQLException {
    return perform(connection, UNREAD, at, after, upTo, items);
  }

  /**
   * Where and when.
   *
   * @param seenUpTo the inbox's watermark
   */
  record At(UserId user, long seenUpTo, OffsetDateTime now) {}

  private Outcome perform(Connection connection, String sql, At at, Object... which)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      var index = 1;
      var user = at.user().value();
      statement.setString(index++, user);
      for (var value : which) {
        statement.setObject(index++, value);
      }
      for (var value :
          new Object[] {
            read, archived, at.seenUpTo(), user, read, at.now(), archived, at.now(), user
          }) {
        statement.setObject(index++, value);
      }
      return outcome(statement.executeQuery());
    }
  }

  private static Outcome outcome(java.sql.ResultSet rows) throws SQLException {
    Counts counts = null;
    var items = new ArrayList<ItemJson.Flags>();
    while (rows.next()) {
      if (counts == null) {
        counts = LockedInbox.counts(rows);
      }
      var seq = rows.getLong(6);
      var isRead = rows.getBoolean(7);
      items.add(
          new ItemJson.Flags(
              seq, counts.head(), isRead || seq <= counts.seenUpTo(), isRead, rows.getBoolean(8)));
    }
    return new Outcome(counts, items);
  }
}
