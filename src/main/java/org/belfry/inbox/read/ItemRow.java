package org.belfry.inbox.read;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.belfry.inbox.Content;
import org.belfry.inbox.ItemJson;
import org.belfry.inbox.Priority;

/**
 * The item and its content in the current row of a result that selects {@link #COLUMNS}. Columns
 * are read by place: finding them by name was the largest cost of a replay.
 */
final class ItemRow {

  /** What {@link #COLUMNS} are taken from: of an item, and of {@code n}, its notification. */
  static String withContent(String item) {
    return """
        %1$s.seq, %1$s.change, %1$s.count, %1$s.read_at, %1$s.archived_at, %1$s.removed_at,
        n.id, n.type, n.title, n.body, n.link, n.data, n.priority, n.created_at,
        n.expires_at as ends_at"""
        .formatted(item);
  }

  /** What is read of {@code t}, an item with its content. */
  static final String COLUMNS =
      """
      t.seq, t.change, t.count, t.read_at is not null, t.archived_at is not null,
      t.removed_at is not null, t.id, t.type, t.title, t.body, t.link, t.data, t.priority,
      t.created_at, t.ends_at""";

  /** How many they are. */
  static final int WIDTH = 15;

  private final ResultSet row;
  private final int first;

  /**
   * @param first the place of the first of the columns, from 1
   */
  ItemRow(ResultSet row, int first) {
    this.row = row;
    this.first = first;
  }

  /** About how many bytes an item takes, told from where the values of its notification begin. */
  static String bytes(String notification) {
    return """
        200 + coalesce(octet_length(%1$s.title), 0) + coalesce(octet_length(%1$s.body), 0)
          + coalesce(octet_length(%1$s.link), 0) + coalesce(octet_length(%1$s.data), 0)"""
        .formatted(notification);
  }

  /** 0 where the row has no item. */
  long seq() throws SQLException {
    return row.getLong(first);
  }

  int count() throws SQLException {
    return row.getInt(first + 2);
  }

  boolean isRemoved() throws SQLException {
    return row.getBoolean(first + 5);
  }

  ItemJson.Flags flags(long seenUpTo) throws SQLException {
    var seq = seq();
    var read = row.getBoolean(first + 3);
    return new ItemJson.Flags(
        seq, row.getLong(first + 1), read || seq <= seenUpTo, read, row.getBoolean(first + 4));
  }

  /** The shared part of the item's JSON. */
  String content() throws SQLException {
    return ItemJson.content(
        new Content(
            row.getObject(first + 6, UUID.class),
            row.getString(first + 7),
            row.getString(first + 8),
            row.getString(first + 9),
            row.getString(first + 10),
            row.getString(first + 11),
            Priority.of(row.getShort(first + 12)),
            instant(first + 13),
            instant(first + 14)));
  }

  private Instant instant(int column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
