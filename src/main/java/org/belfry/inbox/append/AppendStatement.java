package org.belfry.inbox.append;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.CountsAt;
import org.belfry.inbox.Inbox;
import org.belfry.inbox.Upkeep;

/**
 * The statement that appends a round of drafts: inboxes, items and contents at once. It appends all
 * of them or, where something has to expire first in one of the inboxes, nothing.
 */
final class AppendStatement {

  /** From here on the planner should know the real sizes instead of guessing ten rows. */
  static final int LARGE = 200;

  // the parts that are the same however many items there are
  private static final String PATIENCE =
      "patience as (select set_config('lock_timeout', '%d', true))"
          .formatted(AppendBatch.PATIENCE_MILLIS);
  private static final String INBOX =
      "inbox as i (user_id, epoch, head, unread, unseen, next_expiry)";

  /** What an inbox that is there already makes of the row that is offered. */
  private static final String BUMP =
      """
      set head = i.head + excluded.head,
              unread = i.unread + excluded.unread,
              unseen = i.unseen + excluded.unseen,
              next_expiry = least(i.next_expiry, excluded.next_expiry)""";

  private static final String ITEM =
      """
      item (user_id, seq, change, notification_id, expires_at, count,
                          arrived_unread, arrived_unseen, collapse_key)""";
  private static final String NOTIFICATION =
      """
      notification (id, created_at, expires_at, priority, sender, type, title, body,
                                  link, data, collapse_key, recipients, seqs)""";

  /** {@code behind}: how many items of the same round and inbox come after this one. */
  private static final String APPEND =
      """
      with draft as (
        select * from unnest(?::uuid[], ?::timestamptz[], ?::timestamptz[], ?::smallint[], ?::text[],
                             ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
          with ordinality as d (id, created_at, expires_at, priority, sender,
                                type, title, body, link, data, collapse_key, n)
      ), delivery as (
        select v.place, v.user_id, v.n, v.behind, v.count, d.id, d.expires_at, d.collapse_key
          from unnest(?::text[], ?::int[], ?::int[], ?::int[])
            with ordinality as v (user_id, n, behind, count, place)
          join draft d on d.n = v.n
      ), due as (
        select 1 from delivery v
         cross join lateral (
           select 1 from inbox i where i.user_id = v.user_id and %6$s limit 1) e
      ), %1$s, bumped as (
        insert into %2$s
        select user_id, ?, count(*), count(*), count(*), min(expires_at)
          from patience cross join delivery where not exists (select from due)
         group by user_id order by user_id collate "C"
        on conflict (user_id) do update
          %3$s
        returning user_id, epoch, head, unread, unseen
      ), placed as (
        select v.place, v.n, v.user_id, v.id, v.expires_at, v.count, v.collapse_key,
               b.epoch, b.head - v.behind as seq, b.unread - v.behind as unread,
               b.unseen - v.behind as unseen
          from delivery v join bumped b on b.user_id = v.user_id
      ), stored as (
        insert into %4$s
        select user_id, seq, seq, id, expires_at, count, unread, unseen, collapse_key from placed
      ), written as (
        insert into %5$s
        select d.id, d.created_at, d.expires_at, d.priority, d.sender, d.type, d.title, d.body,
               d.link, d.data, d.collapse_key, p.recipients, p.seqs
          from draft d
          join (select n, array_agg(user_id order by place) as recipients,
                       array_agg(seq order by place) as seqs
                  from placed group by n) p on p.n = d.n
      )
      select place, epoch, seq, unread, unseen from placed order by place
      """
          .formatted(PATIENCE, INBOX, BUMP, ITEM, NOTIFICATION, Upkeep.DUE);

  /** The same for one item alone, as it comes at quiet times: in half of the time. */
  private static final String APPEND_ONE =
      """
      with %1$s, bumped as (
        insert into %2$s
        select ?::text, ?::text, 1, 1, 1, ?::timestamptz from patience
        on conflict (user_id) do update
          %3$s
          where %6$s
        returning user_id, epoch, head, unread, unseen
      ), stored as (
        insert into %4$s
        select user_id, head, head, ?, ?, ?, unread, unseen, ? from bumped
      ), written as (
        insert into %5$s
        select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, array[user_id], array[head] from bumped
      )
      select 1, epoch, head, unread, unseen from bumped
      """
          .formatted(PATIENCE, INBOX, BUMP, ITEM, NOTIFICATION, Upkeep.NOT_DUE);

  private final Connection connection;

  AppendStatement(Connection connection) {
    this.connection = connection;
  }

  /**
   * Appends.
   *
   * @param time what expires until then has to be gone first; null where that is seen to
   * @return what has arrived; nothing where an inbox is due
   */
  List<Announcement> append(AppendColumns deliveries, Instant time) throws SQLException {
    return append(deliveries, time, deliveries.users.length == 1);
  }

  /** By the statement for one item or by that for any number: what comes of it is the same. */
  List<Announcement> append(AppendColumns deliveries, Instant time, boolean isOne)
      throws SQLException {
    var due = time == null ? OffsetDateTime.MIN : time.atOffset(ZoneOffset.UTC);
    var arrived = new ArrayList<Announcement>(deliveries.users.length);
    if (deliveries.users.length >= LARGE) {
      planForRealSizes();
    }
    try (var statement = connection.prepareStatement(isOne ? APPEND_ONE : APPEND)) {
      var values = isOne ? one(deliveries, due) : all(deliveries, due);
      for (var i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      var rows = statement.executeQuery();
      while (rows.next()) {
        var place = rows.getInt(1) - 1;
        arrived.add(
            new Arrival(
                deliveries.users[place],
                rows.getString(2),
                new CountsAt(rows.getLong(3), rows.getInt(4), rows.getInt(5)),
                deliveries.counts[place],
                deliveries.of(place)));
      }
    }
    return arrived;
  }

  private Object[] all(AppendColumns deliveries, OffsetDateTime due) throws SQLException {
    var columns = deliveries.columns(connection);
    var values = Arrays.copyOf(columns, columns.length + 2, Object[].class);
    values[columns.length] = due;
    values[columns.length + 1] = Inbox.newEpoch();
    return values;
  }

  private static Object[] one(AppendColumns deliveries, OffsetDateTime due) {
    var draft = deliveries.of(0).draft;
    var content = draft.content();
    var createdAt = content.createdAt().atOffset(ZoneOffset.UTC);
    var expiresAt =
        content.expiresAt() == null ? null : content.expiresAt().atOffset(ZoneOffset.UTC);
    return new Object[] {
      deliveries.users[0].value(),
      Inbox.newEpoch(),
      expiresAt,
      due,
      content.id(),
      expiresAt,
      deliveries.counts[0],
      draft.collapseKey(),
      content.id(),
      createdAt,
      expiresAt,
      content.priority().stored(),
      draft.sender(),
      content.type(),
      content.title(),
      content.body(),
      content.link(),
      content.data(),
      draft.collapseKey()
    };
  }

  private void planForRealSizes() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("set local plan_cache_mode = force_custom_plan");
    }
  }
}
