package org.belfry.inbox.append;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/**
 * Claims the keys of a batch in the append's own transaction, before any inbox is locked. A node
 * that claims a key which another node is about to commit waits for that commit and then finds the
 * answer.
 */
final class IdempotencyKeys implements AppendStep {

  /** For how long a key is remembered. */
  static final Duration REMEMBERED = Duration.ofHours(24);

  private static final String CLAIM =
      """
      insert into idempotency as k (sender, key, body_hash, notification_id, recipients, created_at)
      select sender, key, decode(body_hash, 'hex'), notification_id, recipients, ?
        from unnest(?::text[], ?::text[], ?::text[], ?::uuid[], ?::int[], ?::text[], ?::text[])
          as n (sender, key, body_hash, notification_id, recipients, former_sender, former_key)
       where not exists (
               select 1 from idempotency f
                where f.sender = n.former_sender and f.key = n.former_key
                  and f.body_hash = decode(n.body_hash, 'hex') and f.created_at >= ?)
       order by sender, key
      on conflict (sender, key) do update
        set body_hash = excluded.body_hash, notification_id = excluded.notification_id,
            recipients = excluded.recipients, created_at = excluded.created_at
        where k.created_at < ?
      returning sender, key
      """;

  /** A notification that everybody has removed may have been purged before its key. */
  private static final String STORED =
      """
      select k.body_hash, k.notification_id, k.recipients, coalesce(n.created_at, k.created_at)
        from idempotency k left join notification n on n.id = k.notification_id
       where k.sender = ? and k.key = ?
      """;

  private static final String GIVE_BACK =
      """
      delete from idempotency k using unnest(?::text[], ?::text[]) as n (sender, key)
       where k.sender = n.sender and k.key = n.key
      """;

  @Override
  public boolean concerns(Pending draft) {
    return draft.key != null;
  }

  /** Returns the drafts to append; what was stored before goes to the outcome's answers. */
  @Override
  public List<Pending> admit(Context context, List<Pending> batch) throws SQLException {
    var keyed = new HashMap<IdempotencyKey.Name, Pending>();
    for (var pending : batch) {
      if (pending.key != null) {
        keyed.put(pending.key.name(), pending);
      }
    }
    if (keyed.isEmpty()) {
      return batch;
    }
    claimAll(context, keyed);
    for (var pending : keyed.values()) {
      lookUp(context, pending);
    }
    return batch.stream()
        .filter(pending -> pending.key == null || !keyed.containsKey(pending.key.name()))
        .toList();
  }

  /** Leaves in the map those that could not be claimed. */
  private static void claimAll(Context context, Map<IdempotencyKey.Name, Pending> keyed)
      throws SQLException {
    var connection = context.connection();
    var now = context.now();
    var all = keyed.values();
    try (var statement = connection.prepareStatement(CLAIM)) {
      statement.setObject(1, now.atOffset(ZoneOffset.UTC));
      statement.setArray(2, texts(connection, all.stream().map(p -> p.key.sender()).toArray()));
      statement.setArray(3, texts(connection, all.stream().map(p -> p.key.key()).toArray()));
      statement.setArray(
          4,
          texts(
              connection,
              all.stream()
                  .map(p -> java.util.HexFormat.of().formatHex(p.key.bodyHash()))
                  .toArray()));
      statement.setArray(
          5,
          connection.createArrayOf(
              "uuid", all.stream().map(p -> p.draft.content().id()).toArray()));
      statement.setArray(
          6, connection.createArrayOf("int4", all.stream().map(Pending::size).toArray()));
      statement.setArray(7, formerly(connection, all, IdempotencyKey.Name::sender));
      statement.setArray(8, formerly(connection, all, IdempotencyKey.Name::key));
      var oldest = now.minus(REMEMBERED).atOffset(ZoneOffset.UTC);
      statement.setObject(9, oldest);
      statement.setObject(10, oldest);
      var rows = statement.executeQuery();
      while (rows.next()) {
        keyed.remove(new IdempotencyKey.Name(rows.getString(1), rows.getString(2)));
      }
    }
  }

  private static java.sql.Array formerly(
      Connection connection, Collection<Pending> all, Function<IdempotencyKey.Name, String> part)
      throws SQLException {
    return texts(
        connection,
        all.stream()
            .map(p -> p.key.former() == null ? null : part.apply(p.key.former()))
            .toArray());
  }

  /** These were claimed just now, and are not to be appended. */
  static void giveBack(Connection connection, List<Pending> drafts) throws SQLException {
    var names = drafts.stream().filter(p -> p.key != null).map(p -> p.key.name()).toList();
    if (names.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement(GIVE_BACK)) {
      statement.setArray(
          1, texts(connection, names.stream().map(IdempotencyKey.Name::sender).toArray()));
      statement.setArray(
          2, texts(connection, names.stream().map(IdempotencyKey.Name::key).toArray()));
      statement.executeUpdate();
    }
  }

  private static java.sql.Array texts(Connection connection, Object[] values) throws SQLException {
    return connection.createArrayOf("text", values);
  }

  private static void lookUp(Context context, Pending pending) throws SQLException {
    var connection = context.connection();
    var outcome = context.outcome();
    var stored = stored(connection, pending.key.name(), pending.key.bodyHash());
    if (stored == null && pending.key.former() != null) {
      stored = stored(connection, pending.key.former(), pending.key.bodyHash());
    }
    if (stored != null) {
      outcome.answers().put(pending, stored);
    } else {
      outcome
          .refusals()
          .put(
              pending,
              new Problem(
                  ProblemKind.IDEMPOTENCY_KEY_REUSED,
                  "this Idempotency-Key was used for another request body"));
    }
  }

  /** Null where this key was used for another body. */
  private static Receipt stored(Connection connection, IdempotencyKey.Name name, byte[] bodyHash)
      throws SQLException {
    try (var statement = connection.prepareStatement(STORED)) {
      statement.setString(1, name.sender());
      statement.setString(2, name.key());
      var rows = statement.executeQuery();
      if (!rows.next() || !Arrays.equals(rows.getBytes(1), bodyHash)) {
        return null;
      }
      var createdAt = rows.getObject(4, OffsetDateTime.class);
      return new Receipt(
          rows.getObject(2, UUID.class), rows.getInt(3), createdAt.toInstant(), true);
    }
  }
}
