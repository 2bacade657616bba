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
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * Purges items that were read or removed longer ago than the configured age, and content that is in
 * no inbox any more. Walks through the notifications by age, a small batch a transaction; a purged
 * item raises its inbox's floor, so that older cursors are void.
 */
@Singleton
public class Retention {

  private static final Logger LOG = System.getLogger(Retention.class.getName());
  private static final int NOTIFICATIONS_A_BATCH = 100;
  private static final int KEYS_A_BATCH = 1000;
  private static final UUID BEGINNING = new UUID(0, 0);

  private static final String OLD =
      "select id from notification where id > ? and id < ? order by id limit ?";

  private static final String PLACES =
      """
      select r.user_id, r.seq
        from notification n cross join lateral unnest(n.recipients, n.seqs) as r (user_id, seq)
       where n.id = any (?::uuid[])
      """;

  private static final String PURGE =
      """
      with gone as (
        delete from item t using unnest(?::text[], ?::bigint[]) as r (user_id, seq)
         where t.user_id = r.user_id and t.seq = r.seq and (t.read_at < ? or t.removed_at < ?)
        returning t.user_id, t.change
      ), raised as (
        update inbox i set floor = greatest(i.floor, g.change)
          from (select user_id, max(change) as change from gone group by user_id) g
         where i.user_id = g.user_id
      )
      select count(*) from gone
      """;

  private static final String FORGET =
      """
      delete from notification n
       where n.id = any (?::uuid[])
         and not exists (select 1 from unnest(n.recipients, n.seqs) as r (user_id, seq)
                           join item t on t.user_id = r.user_id and t.seq = r.seq)
      """;

  /** Looked at again when it is locked: who sends with an old key takes it anew. */
  private static final String FORGET_KEYS =
      """
      delete from idempotency k
       where k.ctid = any (array(select old.ctid from idempotency old where old.created_at < ?
                                  order by old.created_at limit ?))
         and k.created_at < ?
      """;

  private final Store store;
  private final InboxSettings settings;
  private final Clock clock;
  private UUID walkedTo = BEGINNING;

  @Inject
  public Retention(Store store, InboxSettings settings, Clock clock) {
    this.store = store;
    this.settings = settings;
    this.clock = clock;
  }

  /** Purges one batch; returns whether the walk goes on or has come to the young ones. */
  public boolean purgeBatch() throws SQLException {
    if (settings.keepFor().isZero()) {
      return false;
    }
    var cutoff = clock.instant().minus(settings.keepFor());
    var batch = store.jdbc(Purpose.DUTY, connection -> purge(connection, cutoff));
    walkedTo = batch.isEmpty() ? BEGINNING : batch.get(batch.size() - 1);
    return !batch.isEmpty();
  }

  /**
   * Forgets a batch of the idempotency keys that are older than their day; returns whether there
   * may be more.
   */
  public boolean forgetKeys() throws SQLException {
    return store.statement(Purpose.DUTY, this::forgetKeys) == KEYS_A_BATCH;
  }

  private int forgetKeys(Connection connection) throws SQLException {
    var oldest = clock.instant().minus(IdempotencyKeys.REMEMBERED).atOffset(ZoneOffset.UTC);
    try (var statement = connection.prepareStatement(FORGET_KEYS)) {
      statement.setObject(1, oldest);
      statement.setInt(2, KEYS_A_BATCH);
      statement.setObject(3, oldest);
      return statement.executeUpdate();
    }
  }

  private List<UUID> purge(Connection connection, Instant cutoff) throws SQLException {
    var batch = old(connection, cutoff);
    if (batch.isEmpty()) {
      return batch;
    }
    var ids = connection.createArrayOf("uuid", batch.toArray());
    List<Removal.Place> places;
    try (var statement = connection.prepareStatement(PLACES)) {
      statement.setArray(1, ids);
      places = Removal.places(statement.executeQuery());
    }
    var users = places.stream().map(Removal.Place::user).toArray();
    Removal.lock(connection, users);
    var purged = purge(connection, places, users, cutoff);
    try (var statement = connection.prepareStatement(FORGET)) {
      statement.setArray(1, ids);
      var forgotten = statement.executeUpdate();
      LOG.log(Level.DEBUG, "purged {0} items and {1} notifications", purged, forgotten);
    }
    return batch;
  }

  private List<UUID> old(Connection connection, Instant cutoff) throws SQLException {
    try (var statement = connection.prepareStatement(OLD)) {
      statement.setObject(1, walkedTo);
      statement.setObject(2, NotificationIds.earliest(cutoff));
      statement.setInt(3, NOTIFICATIONS_A_BATCH);
      var ids = new ArrayList<UUID>();
      var rows = statement.executeQuery();
      while (rows.next()) {
        ids.add(rows.getObject(1, UUID.class));
      }
      return ids;
    }
  }

  private static int purge(
      Connection connection, List<Removal.Place> places, Object[] users, Instant cutoff)
      throws SQLException {
    try (var statement = connection.prepareStatement(PURGE)) {
      statement.setArray(1, connection.createArrayOf("text", users));
      statement.setArray(
          2, connection.createArrayOf("int8", places.stream().map(Removal.Place::seq).toArray()));
      statement.setObject(3, cutoff.atOffset(ZoneOffset.UTC));
      statement.setObject(4, cutoff.atOffset(ZoneOffset.UTC));
      var rows = statement.executeQuery();
      rows.next();
      return rows.getInt(1);
    }
  }
}
