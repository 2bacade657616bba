package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * Forgets a person: the inbox with all items, their place in notifications that others have too,
 * and the content of those that nobody else has. First the notifications, in portions and without
 * the inbox's lock; then inbox and items, at once. Asking again goes on with what was cut off.
 */
@Singleton
public class Erasure {

  /** What was there and is not any more. */
  public record Erased(UserId user, int items, int notifications, int places) {}

  private static final int PORTION = 200;

  /** Notifications that one look at all of them passes. */
  private static final int LOOK = 2_000;

  private static final int ROUNDS = 5;
  private static final UUID BEGINNING = new UUID(0, 0);

  private static final String ITEMS =
      """
      select seq, notification_id from item where user_id = ? and seq > ? order by seq limit ?
      """;

  /** Places are parallel in both arrays. */
  private static final String LEAVE =
      """
      with held as materialized (
        select n.id from notification n where n.id = any (?::uuid[]) order by n.id for no key update
      ), others as (
        select n.id, array(select r.user_id from unnest(n.recipients, n.seqs)
                             with ordinality as r (user_id, seq, place)
                            where r.user_id <> u.id order by r.place) as recipients,
               array(select r.seq from unnest(n.recipients, n.seqs)
                       with ordinality as r (user_id, seq, place)
                      where r.user_id <> u.id order by r.place) as seqs
          from held h join notification n on n.id = h.id
         cross join (select ?::text collate "C" as id) u
         where u.id = any (n.recipients)
      ), kept as (
        update notification n set recipients = o.recipients, seqs = o.seqs
          from others o where n.id = o.id and cardinality(o.recipients) > 0
        returning 1
      ), gone as (
        delete from notification n using others o
         where n.id = o.id and cardinality(o.recipients) = 0 and ?
        returning 1
      )
      select (select count(*)::int from kept), (select count(*)::int from gone)
      """;

  private static final String NOTIFICATIONS =
      """
      select p.last, array(select n.id from notification n
                            where n.id > ? and n.id <= p.last and ?::text = any (n.recipients))
        from (select max(id::text)::uuid as last
                from (select id from notification where id > ? order by id limit ?) seen) p
      """;

  private static final String LOCK = "select head, floor from inbox where user_id = ? for update";

  private static final String ERASE =
      """
      with items as (delete from item where user_id = ? returning 1),
           inboxes as (delete from inbox where user_id = ?),
           mappings as (delete from session_mapping where user_id = ?)
      select count(*)::int from items
      """;

  private final Store store;
  private final Pace pace;

  @Inject
  public Erasure(Store store, Pace pace) {
    this.store = store;
    this.pace = pace;
  }

  /** How far the items have been looked at, and what of notifications has gone. */
  private static final class Progressing {
    private long upTo;
    private int places;
    private int notifications;
    private final List<UUID> nobodyElses = new ArrayList<>();
  }

  /**
   * Forgets whatever there is of this user; connections should have been ended before.
   *
   * @throws org.belfry.problem.Problem 503 when so much arrives meanwhile that there is no end, or
   *     the store is out of reach
   */
  public Erased erase(UserId user) {
    try {
      var progress = new Progressing();
      for (var round = 0; round < ROUNDS; round++) {
        leaveNotifications(user, progress);
        var erased = eraseInbox(user, progress);
        if (erased != null) {
          return erased;
        }
      }
    } catch (SQLException e) {
      throw StoreFailure.ofAct(e);
    }
    throw StoreFailure.busy();
  }

  private void leaveNotifications(UserId user, Progressing progress) throws SQLException {
    var portion = pace.begin();
    while (true) {
      var ids = store.jdbc(Purpose.ACTION, connection -> items(connection, user, progress));
      if (ids.isEmpty()) {
        return;
      }
      progress.nobodyElses.addAll(ids);
      leave(user, ids, false, progress);
      portion.next();
    }
  }

  private static List<UUID> items(Connection connection, UserId user, Progressing progress)
      throws SQLException {
    try (var statement = connection.prepareStatement(ITEMS)) {
      statement.setString(1, user.value());
      statement.setLong(2, progress.upTo);
      statement.setInt(3, PORTION);
      var ids = new ArrayList<UUID>();
      for (var rows = statement.executeQuery(); rows.next(); ) {
        progress.upTo = rows.getLong(1);
        ids.add(rows.getObject(2, UUID.class));
      }
      return ids;
    }
  }

  private void leave(UserId user, List<UUID> ids, boolean deletes, Progressing progress)
      throws SQLException {
    store.jdbc(
        Purpose.ACTION,
        connection -> {
          try (var statement = connection.prepareStatement(LEAVE)) {
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            statement.setString(2, user.value());
            statement.setBoolean(3, deletes);
            var rows = statement.executeQuery();
            rows.next();
            progress.places += rows.getInt(1);
            progress.notifications += rows.getInt(2);
            return null;
          }
        });
  }

  /** Null when something has arrived that was not looked at. */
  private Erased eraseInbox(UserId user, Progressing progress) throws SQLException {
    record Gone(int items, boolean hadInbox, long floor) {}
    var gone =
        store.jdbc(
            Purpose.ACTION,
            connection -> {
              var floor = 0L;
              boolean isThere;
              try (var lock = connection.prepareStatement(LOCK)) {
                lock.setString(1, user.value());
                var rows = lock.executeQuery();
                isThere = rows.next();
                floor = isThere ? rows.getLong(2) : 0;
              }
              if (!items(connection, user, copy(progress)).isEmpty()) {
                return null;
              }
              return new Gone(eraseNow(connection, user), isThere, floor);
            });
    if (gone == null) {
      return null;
    }
    for (var from = 0; from < progress.nobodyElses.size(); from += PORTION) {
      var to = Math.min(from + PORTION, progress.nobodyElses.size());
      leave(user, progress.nobodyElses.subList(from, to), true, progress);
    }
    if (gone.floor() > 0 || !gone.hadInbox()) {
      // items were purged, or an earlier call was cut off: places may be left that no item leads to
      lookThroughAll(user, progress);
    }
    return new Erased(
        user, gone.items(), progress.notifications, progress.places + progress.notifications);
  }

  private static Progressing copy(Progressing progress) {
    var copy = new Progressing();
    copy.upTo = progress.upTo;
    return copy;
  }

  private static int eraseNow(Connection connection, UserId user) throws SQLException {
    try (var statement = connection.prepareStatement(ERASE)) {
      for (var i = 1; i <= 3; i++) {
        statement.setString(i, user.value());
      }
      var rows = statement.executeQuery();
      rows.next();
      return rows.getInt(1);
    }
  }

  private void lookThroughAll(UserId user, Progressing progress) throws SQLException {
    var portion = pace.begin();
    var at = BEGINNING;
    while (at != null) {
      var from = at;
      var ids = new ArrayList<UUID>();
      at = store.jdbc(Purpose.DUTY, connection -> look(connection, user, from, ids));
      if (!ids.isEmpty()) {
        leave(user, ids, true, progress);
      }
      portion.next();
    }
  }

  /** Returns where the next look begins; null at the end. */
  private static UUID look(Connection connection, UserId user, UUID from, List<UUID> ids)
      throws SQLException {
    try (var statement = connection.prepareStatement(NOTIFICATIONS)) {
      statement.setObject(1, from);
      statement.setString(2, user.value());
      statement.setObject(3, from);
      statement.setInt(4, LOOK);
      var rows = statement.executeQuery();
      rows.next();
      var last = rows.getObject(1, UUID.class);
      if (last != null) {
        ids.addAll(List.of((UUID[]) rows.getArray(2).getArray()));
      }
      return last;
    }
  }
}
