package org.belfry.inbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.belfry.problem.Problem;

/**
 * Claims the keys of a batch in the append's own transaction, before any inbox is locked. A node
 * that claims a key which another node is about to commit waits for that commit and then finds the
 * answer.
 */
final class IdempotencyKeys {

  /** For how long a key is remembered. */
  static final Duration REMEMBERED = Duration.ofHours(24);

  private static final String CLAIM =
      """
      insert into idempotency as k (sender, key, body_hash, notification_id, recipients, created_at)
      select sender, key, decode(body_hash, 'hex'), notification_id, recipients, ?
        from unnest(?::text[], ?::text[], ?::text[], ?::uuid[], ?::int[])
          as n (sender, key, body_hash, notification_id, recipients)
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

  private final Connection connection;
  private final Instant now;

  IdempotencyKeys(Connection connection, Instant now) {
    this.connection = connection;
    this.now = now;
  }

  /** Returns the drafts to append; what was stored before goes to the outcome's answers. */
  List<Pending> claim(List<Pending> batch, AppendBatch.Outcome outcome) throws SQLException {
    var keyed = new HashMap<IdempotencyKey.Name, Pending>();
    for (var pending : batch) {
      if (pending.key != null) {
        keyed.put(pending.key.name(), pending);
      }
    }
    if (keyed.isEmpty()) {
      return batch;
    }
    claimAll(keyed);
    for (var pending : keyed.values()) {
      lookUp(pending, outcome);
    }
    return batch.stream()
        .filter(pending -> pending.key == null || !keyed.containsKey(pending.key.name()))
        .toList();
  }

  /** Leaves in the map those that could not be claimed. */
  private void claimAll(Map<IdempotencyKey.Name, Pending> keyed) throws SQLException {
    var all = keyed.values();
    try (var statement = connection.prepareStatement(CLAIM)) {
      statement.setObject(1, now.atOffset(ZoneOffset.UTC));
      statement.setArray(2, texts(all.stream().map(p -> p.key.sender()).toArray()));
      statement.setArray(3, texts(all.stream().map(p -> p.key.key()).toArray()));
      statement.setArray(
          4,
          texts(
              all.stream()
                  .map(p -> java.util.HexFormat.of().formatHex(p.key.bodyHash()))
                  .toArray()));
      statement.setArray(
          5,
          connection.createArrayOf(
              "uuid", all.stream().map(p -> p.draft.content().id()).toArray()));
      statement.setArray(
          6, connection.createArrayOf("int4", all.stream().map(Pending::size).toArray()));
      statement.setObject(7, now.minus(REMEMBERED).atOffset(ZoneOffset.UTC));
      var rows = statement.executeQuery();
      while (rows.next()) {
        keyed.remove(new IdempotencyKey.Name(rows.getString(1), rows.getString(2)));
      }
    }
  }

  private java.sql.Array texts(Object[] values) throws SQLException {
    return connection.createArrayOf("text", values);
  }

  private void lookUp(Pending pending, AppendBatch.Outcome outcome) throws SQLException {
    try (var statement = connection.prepareStatement(STORED)) {
      statement.setString(1, pending.key.sender());
      statement.setString(2, pending.key.key());
      var rows = statement.executeQuery();
      if (rows.next() && Arrays.equals(rows.getBytes(1), pending.key.bodyHash())) {
        var createdAt = rows.getObject(4, OffsetDateTime.class);
        outcome
            .answers()
            .put(
                pending,
                new Appended(
                    rows.getObject(2, UUID.class), rows.getInt(3), createdAt.toInstant(), true));
      } else {
        outcome
            .refusals()
            .put(
                pending,
                new Problem(
                    422,
                    "idempotency-key-reused",
                    "this Idempotency-Key was used for another request body"));
      }
    }
  }
}
