package org.belfry.inbox.read;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.belfry.inbox.Counts;
import org.belfry.inbox.CountsAt;
import org.belfry.inbox.Upkeep;
import org.belfry.model.Cursor;

/** The current row of a result of the log's statements: whose, the inbox as it is, an item. */
final class LogRow {

  /** Of {@code r}, a reading, and {@code i}, its inbox; one parameter, the time. */
  private static final String INBOX =
      """
      r.place, i.epoch, i.head, i.floor, i.unread, i.unseen, i.seen_up_to, i.seen_change,
      i.seen_unread, i.seen_unseen, i.former_epoch, i.forked_at"""
          + ", "
          + Upkeep.DUE;

  private static final int INBOX_WIDTH = 13;
  private static final int GOES_ON = INBOX_WIDTH + ItemRow.WIDTH + 1;

  /** What a replay of unread items selects. */
  static final String OF_UNREAD = INBOX + ", " + ItemRow.COLUMNS + ", t.goes_on";

  /** What a reading of changes selects; {@code t} knows where in the log it stands, and why. */
  static final String OF_CHANGES = OF_UNREAD + ", t.at, t.is_arrival, t.unread_then, t.unseen_then";

  private final ResultSet row;
  private final ItemRow item;

  LogRow(ResultSet row) {
    this.row = row;
    item = new ItemRow(row, INBOX_WIDTH + 1);
  }

  boolean next() throws SQLException {
    return row.next();
  }

  /** Which reading it answers, from 1. */
  int place() throws SQLException {
    return row.getInt(1);
  }

  /** The inbox as it is, or null where there is none. */
  Counts now() throws SQLException {
    var epoch = row.getString(2);
    return epoch == null
        ? null
        : new Counts(epoch, row.getLong(3), row.getInt(5), row.getInt(6), row.getLong(7));
  }

  long floor() throws SQLException {
    return row.getLong(4);
  }

  /** The last change of the watermark. */
  CountsAt seenChange() throws SQLException {
    return new CountsAt(row.getLong(8), row.getInt(9), row.getInt(10));
  }

  /** Whether what has this number in this epoch is in the log as it is now. */
  boolean holds(Cursor cursor) throws SQLException {
    return cursor.epoch().equals(row.getString(2))
        || cursor.epoch().equals(row.getString(11)) && cursor.head() <= row.getLong(12);
  }

  boolean isDue() throws SQLException {
    return row.getBoolean(13);
  }

  ItemRow item() {
    return item;
  }

  /** Whether there is more after this row, on the page or beyond it. */
  boolean goesOn() throws SQLException {
    return row.getBoolean(GOES_ON);
  }

  /** Where in the log it stands, with the counts of then. */
  CountsAt at() throws SQLException {
    return new CountsAt(row.getLong(GOES_ON + 1), row.getInt(GOES_ON + 3), row.getInt(GOES_ON + 4));
  }

  boolean isArrival() throws SQLException {
    return row.getBoolean(GOES_ON + 2);
  }
}
