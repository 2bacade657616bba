package org.belfry.inbox.read;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.belfry.inbox.Counts;
import org.belfry.inbox.ItemJson;
import org.belfry.model.Cursor;

/** Turns the rows of one reading, which are a page of the log, into frames. */
final class LogPageBuilder {

  private static final Counts AS_IT_IS = new Counts("", Long.MAX_VALUE, 0, 0, 0);

  private final LogQuery query;
  private final List<LogPage.Entry> entries = new ArrayList<>();
  private Counts now;
  private boolean missing;
  private boolean due;
  private boolean isVoid;
  private long seenChange;
  private int seenUnread;
  private int seenUnseen;
  private boolean more;

  /** All of the log up to here is in the entries, or was before. */
  private long whole;

  // a change of several items is gathered until its last row has come
  private long open;
  private boolean openIsRemoval;
  private int openUnread;
  private int openUnseen;
  private long openLast;
  private final List<ItemJson.Flags> openItems = new ArrayList<>();

  LogPageBuilder(LogQuery query) {
    this.query = query;
    whole = query.from().whole().head();
  }

  LogQuery query() {
    return query;
  }

  boolean is(LogQuery.Kind kind) {
    return query.kind() == kind;
  }

  /** The second bound of the statement: where in a bulk change to go on, or where a replay ends. */
  long secondBound() {
    return is(LogQuery.Kind.CHANGES) ? query.from().part() : opening().head();
  }

  /** A replay that has just begun ends at whatever the head is then. */
  private Counts opening() {
    return query.opening() == null ? AS_IT_IS : query.opening();
  }

  boolean isMissing() {
    return missing;
  }

  boolean isDue() {
    return due;
  }

  void take(LogRow row) throws SQLException {
    if (now == null && !begin(row)) {
      return;
    }
    if (isVoid || row.item().seq() == 0) {
      return;
    }
    more = row.goesOn();
    if (is(LogQuery.Kind.UNREAD)) {
      takeUnread(row);
    } else {
      takeChange(row);
    }
  }

  private boolean begin(LogRow row) throws SQLException {
    now = row.now();
    if (now == null) {
      missing = true;
      return false;
    }
    due = row.isDue();
    seenChange = row.seenChange();
    seenUnread = row.seenUnread();
    seenUnseen = row.seenUnseen();
    if (is(LogQuery.Kind.CHANGES) && !query.from().isAtHead()) {
      var after = query.from().after();
      var epoch = query.from().whole().epoch();
      isVoid =
          epoch != null && !row.holds(new Cursor(epoch, after))
              || after < row.floor()
              || after > now.head();
    }
    return true;
  }

  private void takeUnread(LogRow row) throws SQLException {
    var seq = row.item().seq();
    var counts = query.opening() == null ? now : query.opening();
    var unread = counts.unread();
    var unseen = counts.unseen();
    add(notification(row.item(), seq, unread, unseen), seq, unread, unseen);
    whole = seq;
  }

  private String notification(ItemRow item, long head, int unread, int unseen) throws SQLException {
    return ItemJson.notification(
        head, unread, unseen, item.content(), item.count(), item.flags(now.seenUpTo()));
  }

  private void takeChange(LogRow row) throws SQLException {
    var at = row.at();
    if (open != 0 && at != open) {
      close(open);
    }
    passWatermark(at);
    if (row.isArrival()) {
      var unread = row.unreadThen();
      var unseen = row.unseenThen();
      add(notification(row.item(), at, unread, unseen), at, unread, unseen);
      whole = at;
    } else {
      open = at;
      openIsRemoval = row.item().isRemoved();
      openUnread = row.unreadThen();
      openUnseen = row.unseenThen();
      openItems.add(row.item().flags(now.seenUpTo()));
      openLast = row.item().seq();
    }
  }

  /** The watermark has no row of its own in the log; its change is put where it belongs. */
  private void passWatermark(long upTo) {
    if (seenChange > whole && seenChange < upTo) {
      add(
          ItemJson.changed(seenChange, seenUnread, seenUnseen, now.seenUpTo(), List.of()),
          seenChange,
          seenUnread,
          seenUnseen);
      whole = seenChange;
    }
  }

  /**
   * Writes the open change. A part of one carries the head before it, so that a reader cut off
   * there asks for the whole change again.
   */
  private void close(long head) {
    if (open == 0) {
      return;
    }
    var frame =
        openIsRemoval
            ? ItemJson.removed(
                head, openUnread, openUnseen, openItems.stream().map(ItemJson.Flags::seq).toList())
            : ItemJson.changed(
                head, openUnread, openUnseen, now.seenUpTo(), List.copyOf(openItems));
    add(frame, head, openUnread, openUnseen);
    if (head == open) {
      whole = open;
    }
    open = 0;
    openItems.clear();
  }

  private void add(String frame, long head, int unread, int unseen) {
    entries.add(new LogPage.Entry(frame, head, unread, unseen));
  }

  LogPage page() {
    if (isVoid || is(LogQuery.Kind.UNREAD)) {
      return page(behind(whole), more);
    }
    if (more && open != 0) {
      // whether the open change goes on beyond the page is not known, so it is taken as going on
      var unfinished = open;
      close(whole);
      return page(new LogPosition(now.cursor().at(whole), unfinished, openLast), true);
    }
    close(open);
    if (more) {
      return page(behind(whole), true);
    }
    passWatermark(Long.MAX_VALUE);
    return page(behind(now.head()), false);
  }

  private LogPosition behind(long head) {
    return LogPosition.behind(now.cursor().at(head));
  }

  private LogPage page(LogPosition next, boolean goesOn) {
    return new LogPage(now, isVoid, entries, next, goesOn);
  }
}
