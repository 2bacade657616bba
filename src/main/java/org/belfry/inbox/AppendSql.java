package org.belfry.inbox;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.belfry.cluster.Announcement;

/** The append: one statement for all notifications, inboxes and items of a round. */
final class AppendSql {

  /** From here on the planner should know the real sizes instead of guessing ten rows. */
  private static final int LARGE = 200;

  private static final String LOCK =
      """
      insert into inbox as i (user_id, epoch)
      select user_id, ? from unnest(?::text[]) as u (user_id) order by user_id collate "C"
      on conflict (user_id) do update set floor = i.floor
      """;

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
      ), bumped as (
        insert into inbox as i (user_id, epoch, head, unread, unseen, next_expiry)
        select user_id, ?, count(*), count(*), count(*), min(expires_at)
          from delivery group by user_id order by user_id collate "C"
        on conflict (user_id) do update
          set head = i.head + excluded.head,
              unread = i.unread + excluded.unread,
              unseen = i.unseen + excluded.unseen,
              next_expiry = least(i.next_expiry, excluded.next_expiry)
        returning user_id, head, unread, unseen
      ), placed as (
        select v.place, v.n, v.user_id, v.id, v.expires_at, v.count, v.collapse_key,
               b.head - v.behind as seq, b.unread - v.behind as unread, b.unseen - v.behind as unseen
          from delivery v join bumped b on b.user_id = v.user_id
      ), stored as (
        insert into item (user_id, seq, change, notification_id, expires_at, count,
                          arrived_unread, arrived_unseen, collapse_key)
        select user_id, seq, seq, id, expires_at, count, unread, unseen, collapse_key from placed
      ), written as (
        insert into notification (id, created_at, expires_at, priority, sender, type, title, body,
                                  link, data, collapse_key, recipients, seqs)
        select d.id, d.created_at, d.expires_at, d.priority, d.sender, d.type, d.title, d.body,
               d.link, d.data, d.collapse_key, p.recipients, p.seqs
          from draft d
          join (select n, array_agg(user_id order by place) as recipients,
                       array_agg(seq order by place) as seqs
                  from placed group by n) p on p.n = d.n
      )
      select place, seq, unread, unseen from placed order by place
      """;

  private static final String UNREAD_OF_KEY =
      """
      select t.user_id, t.seq
        from unnest(?::text[], ?::text[]) as w (user_id, collapse_key)
        join item t on t.user_id = w.user_id and t.collapse_key = w.collapse_key
         and t.read_at is null and t.archived_at is null and t.removed_at is null
      """;

  private AppendSql() {}

  /** Makes the inboxes that are missing and locks them all, in the order of the user ids. */
  static void lock(Connection connection, Collection<String> users) throws SQLException {
    try (var statement = connection.prepareStatement(LOCK)) {
      statement.setString(1, newEpoch());
      statement.setArray(2, connection.createArrayOf("text", users.toArray()));
      statement.executeUpdate();
    }
  }

  /**
   * The unread items that drafts with these collapse keys (by user) replace. The inboxes must be
   * locked already, in an earlier statement: this one looks at what was committed until then.
   */
  static List<Removal.Place> unread(Connection connection, Map<String, String> keys)
      throws SQLException {
    try (var statement = connection.prepareStatement(UNREAD_OF_KEY)) {
      statement.setArray(1, connection.createArrayOf("text", keys.keySet().toArray()));
      statement.setArray(2, connection.createArrayOf("text", keys.values().toArray()));
      return Removal.places(statement.executeQuery());
    }
  }

  /** Eight letters that no earlier run of an inbox's numbers is likely to have had. */
  static String newEpoch() {
    return UUID.randomUUID().toString().substring(0, 8);
  }

  /**
   * @param counts how many notifications the new item of a user stands for; 1 where there is none
   */
  static void append(
      Connection connection,
      List<Pending> round,
      Map<String, Integer> counts,
      List<Announcement> announcements)
      throws SQLException {
    var deliveries = new Deliveries(round, counts);
    if (deliveries.users.length >= LARGE) {
      planForRealSizes(connection);
    }
    try (var statement = connection.prepareStatement(APPEND)) {
      var index = 1;
      for (var array : columns(connection, round)) {
        statement.setArray(index++, array);
      }
      statement.setArray(index++, connection.createArrayOf("text", deliveries.users));
      statement.setArray(index++, connection.createArrayOf("int4", deliveries.drafts));
      statement.setArray(index++, connection.createArrayOf("int4", deliveries.behind));
      statement.setArray(index++, connection.createArrayOf("int4", deliveries.counts));
      statement.setString(index, newEpoch());
      var rows = statement.executeQuery();
      while (rows.next()) {
        var place = rows.getInt(1) - 1;
        announcements.add(
            new Arrival(
                deliveries.users[place],
                rows.getLong(2),
                rows.getInt(3),
                rows.getInt(4),
                deliveries.counts[place],
                round.get(deliveries.drafts[place] - 1)));
      }
    }
  }

  private static void planForRealSizes(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("set local plan_cache_mode = force_custom_plan");
    }
  }

  private static Array[] columns(Connection connection, List<Pending> round) throws SQLException {
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
      column(connection, "text", round, p -> p.draft.collapseKey())
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

  /** The items of a round as columns. */
  private static final class Deliveries {

    final String[] users;
    final Integer[] drafts;
    final Integer[] behind;
    final Integer[] counts;

    Deliveries(List<Pending> round, Map<String, Integer> collapsed) {
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
  }
}
