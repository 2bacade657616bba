package org.belfry.inbox;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;

/**
 * Items leave their inboxes: one change per inbox, counts corrected, whatever the reason (collapse,
 * recall, expiry, removal by the user). Items that have left already are passed over.
 */
public final class Removal {

  /** One item of one inbox. */
  public record Place(UserId user, long seq) {}

  /**
   * What left one inbox.
   *
   * @param count how many notifications the items stood for
   */
  public record Removed(UserId user, String epoch, CountsAt now, int count, List<Long> seqs) {

    public Change change() {
      var reached = new Cursor(epoch, now.head());
      return new Change(
          user,
          reached,
          seqs.size() > InboxActions.MOST_CARRIED ? null : ItemJson.removed(reached, now, seqs));
    }
  }

  private static final String REMOVE =
      """
      with target as (
        select t.user_id, t.seq, t.count, (t.seq > i.seen_up_to) as is_new,
               (%s) as is_unread,
               greatest(?, %s) as left_as
          from (select distinct user_id, seq
                  from unnest(?::text[], ?::bigint[]) as named (user_id, seq)) w
          join item t on t.user_id = w.user_id and t.seq = w.seq and t.removed_at is null
          join inbox i on i.user_id = w.user_id
      ), total as (
        select user_id, count(*) filter (where is_unread)::int as unread,
               count(*) filter (where is_unread and is_new)::int as unseen,
               sum(count)::int as count, array_agg(seq order by seq) as seqs
          from target group by user_id
      ), bumped as (
        update inbox i
           set head = i.head + 1, unread = i.unread - x.unread, unseen = i.unseen - x.unseen
          from total x where i.user_id = x.user_id
        returning i.user_id, i.epoch, i.head, i.unread, i.unseen
      ), gone as (
        update item t
           set removed_at = ?, left_as = x.left_as, change = b.head, changed_unread = b.unread, changed_unseen = b.unseen
          from target x join bumped b on b.user_id = x.user_id
         where t.user_id = x.user_id and t.seq = x.seq
      )
      select b.user_id, b.epoch, b.head, b.unread, b.unseen, x.count, x.seqs
        from bumped b join total x on x.user_id = b.user_id
      """
          .formatted(Unread.CONDITION, Progress.UNREAD);

  private final Connection connection;
  private final Instant now;

  public Removal(Connection connection, Instant now) {
    this.connection = connection;
    this.now = now;
  }

  /**
   * Removes items of inboxes that are locked already, in an earlier statement. An item that is
   * named twice leaves once.
   */
  public List<Removed> removeLocked(List<Place> places) throws SQLException {
    return removeLocked(places, Progress.NOWHERE);
  }

  /** The same at the wish of the user, who has got what he takes out. */
  List<Removed> takeOut(List<Place> places) throws SQLException {
    return removeLocked(places, Progress.DELIVERED);
  }

  private List<Removed> removeLocked(List<Place> places, int progress) throws SQLException {
    if (places.isEmpty()) {
      return List.of();
    }
    try (var statement = connection.prepareStatement(REMOVE)) {
      statement.setInt(1, progress);
      statement.setArray(
          2,
          connection.createArrayOf(
              "text", places.stream().map(place -> place.user().value()).toArray()));
      statement.setArray(
          3, connection.createArrayOf("int8", places.stream().map(Place::seq).toArray()));
      statement.setObject(4, now.atOffset(ZoneOffset.UTC));
      return removed(statement.executeQuery());
    }
  }

  private static List<Removed> removed(ResultSet rows) throws SQLException {
    var removed = new ArrayList<Removed>();
    while (rows.next()) {
      removed.add(
          new Removed(
              UserId.stored(rows.getString(1)),
              rows.getString(2),
              new CountsAt(rows.getLong(3), rows.getInt(4), rows.getInt(5)),
              rows.getInt(6),
              Arrays.asList((Long[]) rows.getArray(7).getArray())));
    }
    return removed;
  }

  /** Reads rows of user id and seq. */
  public static List<Place> places(ResultSet rows) throws SQLException {
    var places = new ArrayList<Place>();
    while (rows.next()) {
      places.add(new Place(UserId.stored(rows.getString(1)), rows.getLong(2)));
    }
    return places;
  }
}
