package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.belfry.store.Purpose;
import org.belfry.store.Store;
import org.belfry.text.LogEvent;

/**
 * Purges items that were read or removed longer ago than the configured age, and content that is in
 * no inbox any more; as long as somebody has it, its report stays as it was. Walks through the
 * notifications by age and looks before it locks: where there is nothing to purge, nothing is
 * locked. A purged item raises its inbox's floor, so that older cursors are void.
 */
@Singleton
public class Retention {

  private static final Logger LOG = System.getLogger(Retention.class.getName());

  /** What only one person got is forgotten with his item, so nothing is noted of that. */
  private static final String PURGE =
      """
      with gone as (
        delete from item t using unnest(?::text[], ?::bigint[]) as r (user_id, seq)
         where t.user_id = r.user_id and t.seq = r.seq and (t.read_at < ? or t.removed_at < ?)
        returning t.user_id, t.change, t.notification_id,
                  (select %s from inbox i where i.user_id = t.user_id) as progress
      ), tally as (
        select p.notification_id, %s from gone p group by p.notification_id
      ), held as materialized (
        select n.id from notification n
         where n.id = any (array(select notification_id from tally))
           and cardinality(n.recipients) > 1
         order by n.id for no key update
      ), reported as (
        update notification n
           set purged_delivered = n.purged_delivered + t.delivered,
               purged_seen = n.purged_seen + t.seen, purged_read = n.purged_read + t.read
          from tally t
         where n.id = any (array(select id from held)) and t.notification_id = n.id
      ), raised as (
        update inbox i set floor = greatest(i.floor, g.change)
          from (select user_id, max(change) as change from gone group by user_id) g
         where i.user_id = g.user_id
      )
      select count(*) from gone
      """
          .formatted(Progress.OF_ITEM, Progress.COUNTS);

  private static final String FORGET =
      """
      delete from notification n
       where n.id = any (?::uuid[])
         and not exists (select 1 from unnest(n.recipients, n.seqs) as r (user_id, seq)
                           join item t on t.user_id = r.user_id and t.seq = r.seq)
      """;

  private final Store store;
  private final InboxSettings settings;
  private final Clock clock;
  private final Isolation isolation;
  private final Pace pace;
  private final PurgeWalk walk = new PurgeWalk();

  @Inject
  Retention(Store store, InboxSettings settings, Clock clock, Isolation isolation, Pace pace) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.isolation = isolation;
    this.pace = pace;
  }

  /**
   * Looks at a part of the walk and purges what is old in it, so many items a transaction; returns
   * whether the walk goes on or has come to the young ones.
   */
  public boolean purgeBatch() throws SQLException {
    if (settings.keepFor().isZero()) {
      return false;
    }
    var cutoff = clock.instant().minus(settings.keepFor());
    var part = store.jdbc(Purpose.DUTY, connection -> walk.look(connection, cutoff));
    var portion = pace.begin();
    var from = 0;
    while (from < part.old().size()) {
      var some = part.old().subList(from, Math.min(from + portion.items(), part.old().size()));
      isolation.perform(
          Purpose.DUTY, some, Removal.Place::user, places -> purge(places, cutoff, portion));
      from += some.size();
      portion.next();
    }
    if (!part.passed().isEmpty()) {
      store.statement(Purpose.DUTY, connection -> forget(connection, part));
      portion.next();
    }
    walk.goOn(part);
    return part.goesOn();
  }

  /** Inboxes that are locked just now are left to the next walk. */
  private void purge(List<Removal.Place> places, Instant cutoff, Portion portion)
      throws SQLException {
    store.jdbc(
        Purpose.DUTY,
        connection -> {
          var users = places.stream().map(Removal.Place::user).distinct().toList();
          var free = RowLocks.free(connection, users);
          portion.locked();
          var some = places.stream().filter(place -> free.contains(place.user())).toList();
          return purge(connection, some, cutoff);
        });
  }

  private static int purge(Connection connection, List<Removal.Place> places, Instant cutoff)
      throws SQLException {
    try (var statement = connection.prepareStatement(PURGE)) {
      var old = cutoff.atOffset(ZoneOffset.UTC);
      statement.setArray(
          1,
          connection.createArrayOf(
              "text", places.stream().map(place -> place.user().value()).toArray()));
      statement.setArray(
          2, connection.createArrayOf("int8", places.stream().map(Removal.Place::seq).toArray()));
      statement.setObject(3, old);
      statement.setObject(4, old);
      var rows = statement.executeQuery();
      rows.next();
      return rows.getInt(1);
    }
  }

  /** Locks only what it deletes. */
  private static int forget(Connection connection, PurgeWalk.Part part) throws SQLException {
    try (var statement = connection.prepareStatement(FORGET)) {
      statement.setArray(1, connection.createArrayOf("uuid", part.passed().toArray()));
      var forgotten = statement.executeUpdate();
      LogEvent.of("purged")
          .with("items", part.old().size())
          .with("notifications", forgotten)
          .log(LOG, Level.DEBUG);
      return forgotten;
    }
  }
}
