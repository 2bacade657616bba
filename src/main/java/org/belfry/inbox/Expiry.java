package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.belfry.cluster.Bell;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * Items past their {@code expiresAt} leave, as a change like any other. Whoever reads or changes an
 * inbox that is due expires it first, so nobody sees an expired item; the sweep is for inboxes that
 * are only listened to.
 */
@Singleton
public class Expiry {

  private static final int INBOXES_A_ROUND = 500;

  private static final String DUE =
      "select user_id from inbox where next_expiry <= ? order by next_expiry limit ?";

  private static final String EXPIRED =
      """
      select user_id, seq from item
       where user_id = any (?::text[]) and expires_at <= ? and removed_at is null
      """;

  private static final String NEXT =
      """
      update inbox i
         set next_expiry = (select min(t.expires_at) from item t
                             where t.user_id = i.user_id and t.expires_at is not null
                               and t.removed_at is null)
       where i.user_id = any (?::text[])
      """;

  private final Store store;
  private final Bell bell;
  private final Clock clock;

  @Inject
  public Expiry(Store store, Bell bell, Clock clock) {
    this.store = store;
    this.bell = bell;
    this.clock = clock;
  }

  /** Expires what is due in all inboxes, a bounded number of them a transaction. */
  public void sweep() throws SQLException {
    int found;
    do {
      var due = store.jdbc(Purpose.DUTY, this::due);
      expire(due);
      found = due.size();
    } while (found == INBOXES_A_ROUND);
  }

  /** Expires what is due in these inboxes. */
  void expire(Collection<String> users) throws SQLException {
    if (!users.isEmpty()) {
      bell.announce(
          store
              .jdbc(Purpose.DUTY, connection -> expire(connection, users, clock.instant()))
              .stream()
              .map(Removal.Removed::change)
              .toList());
    }
  }

  private List<String> due(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(DUE)) {
      statement.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
      statement.setInt(2, INBOXES_A_ROUND);
      var users = new ArrayList<String>();
      var rows = statement.executeQuery();
      while (rows.next()) {
        users.add(rows.getString(1));
      }
      return users;
    }
  }

  static List<Removal.Removed> expire(Connection connection, Collection<String> users, Instant now)
      throws SQLException {
    var locked = users.toArray();
    Removal.lock(connection, locked);
    List<Removal.Place> expired;
    try (var statement = connection.prepareStatement(EXPIRED)) {
      statement.setArray(1, connection.createArrayOf("text", locked));
      statement.setObject(2, now.atOffset(ZoneOffset.UTC));
      expired = Removal.places(statement.executeQuery());
    }
    var removed = new Removal(connection, now).remove(expired);
    try (var statement = connection.prepareStatement(NEXT)) {
      statement.setArray(1, connection.createArrayOf("text", locked));
      statement.executeUpdate();
    }
    return removed;
  }
}
