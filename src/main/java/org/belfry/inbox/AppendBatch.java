package org.belfry.inbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.belfry.cluster.Announcement;
import org.belfry.problem.Problem;

/**
 * One append transaction. A plain batch is one statement. Drafts that collapse need their inboxes
 * locked first, and one inbox at most once a round; drafts with an idempotency key claim it first.
 */
final class AppendBatch {

  /**
   * What became of the batch: drafts in neither map were appended just now.
   *
   * @param answers drafts that an earlier request had stored already
   * @param refusals drafts that were not stored
   */
  record Outcome(
      List<Announcement> announcements,
      Map<Pending, Appended> answers,
      Map<Pending, Problem> refusals,
      int items) {}

  /** From here on the planner should know the real sizes instead of guessing ten rows. */
  private static final int LARGE = 200;

  /**
   * How long an append waits for the lock of an inbox; set within the statement, that it needs no
   * round trip. A draft that meets a longer one waits by itself, and not with the whole batch.
   */
  static final int PATIENCE_MILLIS = 250;

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
      ), patience as (
        select set_config('lock_timeout', '%1$d', true)
      ), bumped as (
        insert into inbox as i (user_id, epoch, head, unread, unseen, next_expiry)
        select user_id, ?, count(*), count(*), count(*), min(expires_at)
          from patience cross join delivery group by user_id order by user_id collate "C"
        on conflict (user_id) do update
          set head = i.head + excluded.head,
              unread = i.unread + excluded.unread,
              unseen = i.unseen + excluded.unseen,
              next_expiry = least(i.next_expiry, excluded.next_expiry)
        returning user_id, epoch, head, unread, unseen
      ), placed as (
        select v.place, v.n, v.user_id, v.id, v.expires_at, v.count, v.collapse_key,
               b.epoch, b.head - v.behind as seq, b.unread - v.behind as unread,
               b.unseen - v.behind as unseen
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
      select place, epoch, seq, unread, unseen from placed order by place
      """
          .formatted(PATIENCE_MILLIS);

  /** The same for one item alone, as it comes at quiet times: in half of the time. */
  private static final String APPEND_ONE =
      """
      with patience as (
        select set_config('lock_timeout', '%1$d', true)
      ), bumped as (
        insert into inbox as i (user_id, epoch, head, unread, unseen, next_expiry)
        select ?::text, ?::text, 1, 1, 1, ?::timestamptz from patience
        on conflict (user_id) do update
          set head = i.head + 1,
              unread = i.unread + 1,
              unseen = i.unseen + 1,
              next_expiry = least(i.next_expiry, excluded.next_expiry)
        returning user_id, epoch, head, unread, unseen
      ), stored as (
        insert into item (user_id, seq, change, notification_id, expires_at, count,
                          arrived_unread, arrived_unseen, collapse_key)
        select user_id, head, head, ?, ?, ?, unread, unseen, ? from bumped
      ), written as (
        insert into notification (id, created_at, expires_at, priority, sender, type, title, body,
                                  link, data, collapse_key, recipients, seqs)
        select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, array[user_id], array[head] from bumped
      )
      select 1, epoch, head, unread, unseen from bumped
      """
          .formatted(PATIENCE_MILLIS);

  private final Connection connection;
  private final Instant now;
  private final Collapse collapse;

  AppendBatch(Connection connection, Instant now) {
    this.connection = connection;
    this.now = now;
    collapse = new Collapse(connection, now);
  }

  Outcome append(List<Pending> batch) throws SQLException {
    var outcome = new Outcome(new ArrayList<>(), new HashMap<>(), new HashMap<>(), items(batch));
    if (!isOneStatement(batch)) {
      RowLocks.patience(connection, PATIENCE_MILLIS);
    }
    var drafts = new IdempotencyKeys(connection, now).claim(batch, outcome);
    if (drafts.stream().anyMatch(AppendBatch::collapses)) {
      collapse.lock(users(drafts));
    }
    for (var round : rounds(drafts)) {
      var counts = collapse(round, outcome.announcements());
      append(new Deliveries(round, counts), outcome.announcements());
    }
    return outcome;
  }

  /** Whether the batch needs no more than one statement, so that it can be its own transaction. */
  static boolean isOneStatement(List<Pending> batch) {
    return items(batch) < LARGE
        && batch.stream().noneMatch(pending -> pending.key != null || collapses(pending));
  }

  private static int items(List<Pending> batch) {
    return batch.stream().mapToInt(Pending::size).sum();
  }

  private static boolean collapses(Pending pending) {
    return pending.draft.collapseKey() != null;
  }

  static Set<String> users(List<Pending> drafts) {
    var users = new HashSet<String>();
    drafts.forEach(pending -> users.addAll(pending.draft.recipients()));
    return users;
  }

  /**
   * Cuts the drafts where one that collapses meets an inbox that an earlier one of the same round
   * appends to: what it replaces must be there first. Without collapsing drafts it is one round.
   */
  private static List<List<Pending>> rounds(List<Pending> drafts) {
    if (drafts.isEmpty()) {
      return List.of();
    }
    if (drafts.stream().noneMatch(AppendBatch::collapses)) {
      return List.of(drafts);
    }
    var rounds = new ArrayList<List<Pending>>();
    var users = new HashSet<String>();
    for (var pending : drafts) {
      var recipients = pending.draft.recipients();
      if (rounds.isEmpty() || collapses(pending) && recipients.stream().anyMatch(users::contains)) {
        rounds.add(new ArrayList<>());
        users.clear();
      }
      rounds.get(rounds.size() - 1).add(pending);
      users.addAll(recipients);
    }
    return rounds;
  }

  /** Removes what the round's drafts replace; returns how many notifications each stands for. */
  private Map<String, Integer> collapse(List<Pending> round, List<Announcement> announcements)
      throws SQLException {
    var keys = new HashMap<String, String>();
    for (var pending : round) {
      if (collapses(pending)) {
        pending.draft.recipients().forEach(user -> keys.put(user, pending.draft.collapseKey()));
      }
    }
    return keys.isEmpty() ? Map.of() : collapse.replace(keys, announcements);
  }

  private void append(Deliveries deliveries, List<Announcement> announcements) throws SQLException {
    var isOne = deliveries.users.length == 1;
    if (deliveries.users.length >= LARGE) {
      planForRealSizes();
    }
    try (var statement = connection.prepareStatement(isOne ? APPEND_ONE : APPEND)) {
      var values = isOne ? one(deliveries) : all(deliveries);
      for (var i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      var rows = statement.executeQuery();
      while (rows.next()) {
        var place = rows.getInt(1) - 1;
        announcements.add(
            new Arrival(
                deliveries.users[place],
                new Counts(rows.getString(2), rows.getLong(3), rows.getInt(4), rows.getInt(5), 0),
                deliveries.counts[place],
                deliveries.of(place)));
      }
    }
  }

  private Object[] all(Deliveries deliveries) throws SQLException {
    var columns = deliveries.columns(connection);
    var values = Arrays.copyOf(columns, columns.length + 1, Object[].class);
    values[columns.length] = Inbox.newEpoch();
    return values;
  }

  private static Object[] one(Deliveries deliveries) {
    var draft = deliveries.of(0).draft;
    var content = draft.content();
    var createdAt = content.createdAt().atOffset(ZoneOffset.UTC);
    var expiresAt =
        content.expiresAt() == null ? null : content.expiresAt().atOffset(ZoneOffset.UTC);
    return new Object[] {
      deliveries.users[0],
      Inbox.newEpoch(),
      expiresAt,
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
