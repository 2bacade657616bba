package org.belfry.inbox.append;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/** Forgets the idempotency keys that are older than their day. */
@Singleton
public class IdempotencyKeyRetention {

  private static final int KEYS_A_BATCH = 1000;

  /** Looked at again when it is locked: who sends with an old key takes it anew. */
  private static final String FORGET =
      """
      delete from idempotency k
       where k.ctid = any (array(select old.ctid from idempotency old where old.created_at < ?
                                  order by old.created_at limit ?))
         and k.created_at < ?
      """;

  private final Store store;
  private final Clock clock;

  @Inject
  public IdempotencyKeyRetention(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Forgets a batch; returns whether there may be more. */
  public boolean forgetBatch() throws SQLException {
    return store.statement(Purpose.DUTY, this::forget) == KEYS_A_BATCH;
  }

  private int forget(Connection connection) throws SQLException {
    var oldest = clock.instant().minus(IdempotencyKeys.REMEMBERED).atOffset(ZoneOffset.UTC);
    try (var statement = connection.prepareStatement(FORGET)) {
      statement.setObject(1, oldest);
      statement.setInt(2, KEYS_A_BATCH);
      statement.setObject(3, oldest);
      return statement.executeUpdate();
    }
  }
}
