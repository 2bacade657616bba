package org.belfry.inbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.belfry.model.UserId;

/** Items past their {@code expiresAt} leave the inbox. */
final class Expiry implements UpkeepRule {

  private static final String EXPIRED =
      """
      select user_id, seq from item
       where user_id = any (?::text[]) and expires_at <= ? and removed_at is null limit ?
      """;

  @Override
  public String nextDue() {
    return """
        (select min(t.expires_at) from item t
          where t.user_id = i.user_id and t.expires_at is not null and t.removed_at is null)""";
  }

  @Override
  public List<Removal.Removed> perform(
      Connection connection, Collection<UserId> locked, Instant now, int items)
      throws SQLException {
    List<Removal.Place> expired;
    try (var statement = connection.prepareStatement(EXPIRED)) {
      statement.setArray(1, connection.createArrayOf("text", UserId.values(locked)));
      statement.setObject(2, now.atOffset(ZoneOffset.UTC));
      statement.setInt(3, items);
      expired = Removal.places(statement.executeQuery());
    }
    return new Removal(connection, now).removeLocked(expired);
  }
}
