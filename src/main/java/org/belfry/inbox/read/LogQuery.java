package org.belfry.inbox.read;

import org.belfry.inbox.Counts;

/**
 * What a reader asks of the log.
 *
 * @param user whose inbox
 * @param kind what to read
 * @param epoch the epoch the reader's cursor belongs to; null when it has none yet
 * @param after read what lies after this number; {@link #AT_HEAD} to begin at the present
 * @param whole the last number the reader has whole; below {@code after} while a bulk change is
 *     handed out in parts
 * @param part within such a bulk change, which is {@code after} then: the last item handed out
 * @param opening a replay ends at the head of these counts, and its frames carry them; null for the
 *     inbox as it is now
 */
public record LogQuery(
    String user, Kind kind, String epoch, long after, long whole, long part, Counts opening) {

  /** Stands for the head of the inbox at the time of reading. */
  public static final long AT_HEAD = Long.MAX_VALUE;

  /** The two things a reader may want. */
  public enum Kind {
    /** Every unread item, oldest first. */
    UNREAD,
    /** Every change, in order. */
    CHANGES
  }

  /** All unread items with a seq above {@code after}. */
  public static LogQuery unread(String user, long after) {
    return new LogQuery(user, Kind.UNREAD, null, after, after, 0, null);
  }

  /** The newest {@code n} unread items; which ones these are is looked up when it is read. */
  public static LogQuery newest(String user, int n) {
    return unread(user, -n);
  }

  /** How many of the newest unread items; 0 where it is known after which to read. */
  int newest() {
    return kind == Kind.UNREAD && after < 0 ? (int) -after : 0;
  }

  /** All changes after the cursor; an epoch of null fits any. */
  public static LogQuery changes(String user, String epoch, long after) {
    return new LogQuery(user, Kind.CHANGES, epoch, after, after, Long.MAX_VALUE, null);
  }

  /** The same reading, from where a slice of it ended. */
  public LogQuery from(LogPage page) {
    var opens = opening == null ? page.now() : opening;
    return new LogQuery(
        user, kind, page.now().epoch(), page.after(), page.whole(), page.part(), opens);
  }

  /**
   * After which number a reader has everything that is delivered by reading on.
   *
   * @param first what this reading found
   */
  public long beginsAfter(LogPage first) {
    if (kind == Kind.CHANGES) {
      return Math.min(after, first.now().head());
    }
    var all = newest() == 0 || (!first.more() && first.changes().size() < newest());
    return all ? 0 : first.changes().get(0).head() - 1;
  }

  /** Whether this is a later page of a replay, so that changes since its beginning must follow. */
  public boolean isPagedReplay() {
    return kind == Kind.UNREAD && opening != null;
  }

  /** What follows a replay: all that has changed since it began. */
  public LogQuery thenChanges(LogPage page) {
    var opens = opening == null ? page.now() : opening;
    return changes(user, opens.epoch(), opens.head());
  }
}
