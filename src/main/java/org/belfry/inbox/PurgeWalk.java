package org.belfry.inbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Walks through all notifications that are old enough, the oldest first, and finds what is to be
 * purged. Goes so many places at a time, whether these are many notifications or a part of one.
 * Only looks; for one thread.
 */
final class PurgeWalk {

  /** Places looked at in one statement: without a lock, and for some 10 ms. */
  static final int PLACES = 2_000;

  private static final int NOTIFICATIONS = 500;
  private static final UUID BEGINNING = new UUID(0, 0);

  private static final String NOTIFICATIONS_FROM =
      """
      select id, cardinality(recipients) from notification
       where id >= ? and id < ? order by id limit ?
      """;

  private static final String OLD =
      """
      select t.user_id, t.seq
        from unnest(?::uuid[], ?::int[], ?::int[]) as w (id, first, last)
        join notification n on n.id = w.id
       cross join lateral unnest(n.recipients[w.first:w.last], n.seqs[w.first:w.last])
               as r (user_id, seq)
        join item t on t.user_id = r.user_id and t.seq = r.seq
         and (t.read_at < ? or t.removed_at < ?)
      """;

  /** From one place of a notification to another, both counted from 1. */
  private record Stretch(UUID id, int first, int last) {}

  /**
   * What one look has found.
   *
   * @param old items to be purged
   * @param passed notifications whose last place was looked at
   */
  record Part(List<Removal.Place> old, List<UUID> passed, UUID at, int place, boolean goesOn) {}

  private UUID at = BEGINNING;

  /** Places of that notification that are done. */
  private int place;

  /** Looks at what comes next. */
  Part look(Connection connection, Instant cutoff) throws SQLException {
    var stretches = new ArrayList<Stretch>();
    var passed = new ArrayList<UUID>();
    var left = PLACES;
    var nextAt = at;
    var nextPlace = place;
    try (var statement = connection.prepareStatement(NOTIFICATIONS_FROM)) {
      statement.setObject(1, at);
      statement.setObject(2, NotificationIds.earliest(cutoff));
      statement.setInt(3, NOTIFICATIONS);
      var rows = statement.executeQuery();
      while (left > 0 && rows.next()) {
        var id = rows.getObject(1, UUID.class);
        var size = rows.getInt(2);
        var done = id.equals(at) ? place : 0;
        if (done == size) {
          continue;
        }
        var last = Math.min(size, done + left);
        stretches.add(new Stretch(id, done + 1, last));
        left -= last - done;
        nextAt = id;
        nextPlace = last;
        if (last == size) {
          passed.add(id);
        }
      }
    }
    if (stretches.isEmpty()) {
      return new Part(List.of(), List.of(), BEGINNING, 0, false);
    }
    return new Part(old(connection, stretches, cutoff), passed, nextAt, nextPlace, true);
  }

  /** What was found is dealt with. */
  void goOn(Part part) {
    at = part.at();
    place = part.place();
  }

  private static List<Removal.Place> old(
      Connection connection, List<Stretch> stretches, Instant cutoff) throws SQLException {
    try (var statement = connection.prepareStatement(OLD)) {
      var time = cutoff.atOffset(ZoneOffset.UTC);
      statement.setArray(
          1, connection.createArrayOf("uuid", stretches.stream().map(Stretch::id).toArray()));
      statement.setArray(
          2, connection.createArrayOf("int4", stretches.stream().map(Stretch::first).toArray()));
      statement.setArray(
          3, connection.createArrayOf("int4", stretches.stream().map(Stretch::last).toArray()));
      statement.setObject(4, time);
      statement.setObject(5, time);
      return Removal.places(statement.executeQuery());
    }
  }
}
