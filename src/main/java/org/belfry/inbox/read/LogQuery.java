package org.belfry.inbox.read;

import org.belfry.inbox.Counts;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;

/**
 * What a reader asks of the log.
 *
 * @param user whose inbox
 * @param kind what to read
 * @param from what lies behind this position; the epoch is null when the reader has none yet
 * @param newest how many of the newest unread items, wherever they begin; 0 where that is known
 * @param opening a replay ends at the head of these counts, and its frames carry them; null for the
 *     inbox as it is now
 */
public record LogQuery(UserId user, Kind kind, LogPosition from, int newest, Counts opening) {

  /** The two things a reader may want. */
  public enum Kind {
    /** Every unread item, oldest first. */
    UNREAD,
    /** Every change, in order. */
    CHANGES
  }

  /** All unread items with a seq above {@code after}. */
  public static LogQuery unread(UserId user, long after) {
    return unread(user, after, 0);
  }

  /** The newest {@code n} unread items; which ones these are is looked up when it is read. */
  public static LogQuery newest(UserId user, int n) {
    return unread(user, 0, n);
  }

  private static LogQuery unread(UserId user, long after, int newest) {
    var from = LogPosition.behind(new Cursor(null, after));
    return new LogQuery(user, Kind.UNREAD, from, newest, null);
  }

  /** All changes after the cursor; an epoch of null fits any. */
  public static LogQuery changes(UserId user, Cursor after) {
    return new LogQuery(user, Kind.CHANGES, LogPosition.behind(after), 0, null);
  }

  /** All changes from the time of the reading on. */
  public static LogQuery fromNow(UserId user) {
    return new LogQuery(user, Kind.CHANGES, LogPosition.atHead(), 0, null);
  }

  /** The same reading, from where a slice of it ended. */
  public LogQuery from(LogPage page) {
    var opens = opening == null ? page.now() : opening;
    return new LogQuery(user, kind, page.next(), 0, opens);
  }

  /**
   * After which number a reader has everything that is delivered by reading on.
   *
   * @param first what this reading found
   */
  public long beginsAfter(LogPage first) {
    if (kind == Kind.CHANGES) {
      return Math.min(from.after(), first.now().head());
    }
    var all = newest == 0 || (!first.more() && first.changes().size() < newest);
    return all ? 0 : first.changes().get(0).head() - 1;
  }

  /** Whether this is a later page of a replay, so that changes since its beginning must follow. */
  public boolean isPagedReplay() {
    return kind == Kind.UNREAD && opening != null;
  }

  /** What follows a replay: all that has changed since it began. */
  public LogQuery thenChanges(LogPage page) {
    var opens = opening == null ? page.now() : opening;
    return changes(user, opens.cursor());
  }
}
