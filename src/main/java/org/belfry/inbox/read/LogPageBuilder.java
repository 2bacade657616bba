package org.belfry.inbox.read;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.belfry.inbox.Counts;
import org.belfry.inbox.CountsAt;
import org.belfry.inbox.ItemJson;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;

/** Turns the rows of one reading, which are a page of the log, into frames. */
final class LogPageBuilder {

  private static final Counts AS_IT_IS = new Counts("", Long.MAX_VALUE, 0, 0, 0);

  private final LogQuery query;
  private final List<LogPage.Entry> entries = new ArrayList<>();
  private Counts now;
  private boolean missing;
  private boolean due;
  private boolean isVoid;
  private CountsAt seenChange;
  private boolean more;

  /** All of the log up to here is in the entries, or was before. */
  private long whole;

  // a change of several items is gathered until its last row has come
  private CountsAt open;
  private boolean openIsRemoval;
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
    addNotification(row.item(), counts.at().saidOf(seq));
    whole = seq;
  }

  private void addNotification(ItemRow item, CountsAt at) throws SQLException {
    var flags = item.flags(now.seenUpTo());
    var reached = reached(at);
    add(ItemJson.notification(reached, at, item.content(), item.count(), flags, 0), at);
  }

  private void takeChange(LogRow row) throws SQLException {
    var at = row.at();
    if (open != null && at.head() != open.head()) {
      close(open.head());
    }
    passWatermark(at.head());
    if (row.isArrival()) {
      addNotification(row.item(), at);
      whole = at.head();
    } else {
      open = at;
      openIsRemoval = row.item().isRemoved();
      openItems.add(row.item().flags(now.seenUpTo()));
      openLast = row.item().seq();
    }
  }

  /** The watermark has no row of its own in the log; its change is put where it belongs. */
  private void passWatermark(long upTo) {
    if (seenChange.head() > whole && seenChange.head() < upTo) {
      var reached = reached(seenChange);
      add(ItemJson.changed(reached, seenChange, now.seenUpTo(), List.of()), seenChange);
      whole = seenChange.head();
    }
  }

  /**
   * Writes the open change. A part of one carries the head before it, so that a reader cut off
   * there asks for the whole change again.
   */
  private void close(long head) {
    if (open == null) {
      return;
    }
    var at = open.saidOf(head);
    var frame =
        openIsRemoval
            ? ItemJson.removed(
                reached(at), at, openItems.stream().map(ItemJson.Flags::seq).toList())
            : ItemJson.changed(reached(at), at, now.seenUpTo(), List.copyOf(openItems));
    add(frame, at);
    if (head == open.head()) {
      whole = head;
    }
    open = null;
    openItems.clear();
  }

  private Cursor reached(CountsAt at) {
    return now.cursor().at(at.head());
  }

  private void add(Frame frame, CountsAt at) {
    entries.add(new LogPage.Entry(frame, at));
  }

  LogPage page() {
    if (isVoid || is(LogQuery.Kind.UNREAD)) {
      return page(behind(whole), more);
    }
    if (more && open != null) {
      // whether the open change goes on beyond the page is not known, so it is taken as going on
      var unfinished = open.head();
      close(whole);
      return page(new LogPosition(now.cursor().at(whole), unfinished, openLast), true);
    }
    if (open != null) {
      close(open.head());
    }
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
