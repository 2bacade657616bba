package org.belfry.inbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** Reads an item and its content from a row that selects {@link #COLUMNS}. */
final class ItemRow {

  /** Of {@code t}, an item, and {@code n}, its notification. */
  static final String COLUMNS =
      """
      t.seq, t.change, t.count, t.read_at is not null as is_read,
      t.archived_at is not null as is_archived, t.removed_at is not null as is_removed,
      n.id, n.type, n.title, n.body, n.link, n.data, n.priority, n.created_at, n.expires_at""";

  private ItemRow() {}

  static Frames.Flags flags(ResultSet row, long seenUpTo) throws SQLException {
    var seq = row.getLong("seq");
    var read = row.getBoolean("is_read");
    return new Frames.Flags(
        seq, row.getLong("change"), read || seq <= seenUpTo, read, row.getBoolean("is_archived"));
  }

  /** The shared part of the item's JSON. */
  static String content(ResultSet row) throws SQLException {
    return Frames.content(
        new Content(
            row.getObject("id", UUID.class),
            row.getString("type"),
            row.getString("title"),
            row.getString("body"),
            row.getString("link"),
            row.getString("data"),
            Priority.of(row.getShort("priority")),
            instant(row, "created_at"),
            instant(row, "expires_at")));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
