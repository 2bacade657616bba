package org.belfry.inbox.read;

import org.belfry.model.Cursor;

/**
 * Where in a log a reading begins or goes on: behind all that the reader has whole, and perhaps in
 * the midst of a bulk change that is handed out in parts.
 *
 * @param whole up to here the reader has everything
 * @param after read what lies after this number; beyond {@code whole} in the midst of a change
 * @param part within that change, which is {@code after} then: the last item handed out
 */
public record LogPosition(Cursor whole, long after, long part) {

  /** Stands for the head of the inbox at the time of reading. */
  private static final long AT_HEAD = Long.MAX_VALUE;

  /** Behind all items of a change. */
  private static final long NO_PART = Long.MAX_VALUE;

  public LogPosition {
    if (after < whole.head() || part < 0) {
      throw new IllegalArgumentException("a reading goes on behind what the reader has");
    }
  }

  /** Behind a whole change. */
  public static LogPosition behind(Cursor whole) {
    return new LogPosition(whole, whole.head(), NO_PART);
  }

  /** Where the inbox stands when it is read: nothing of what was before is asked for. */
  static LogPosition atHead() {
    return behind(new Cursor(null, AT_HEAD));
  }

  boolean isAtHead() {
    return after == AT_HEAD;
  }

  /** Whether what was handed out ends in the midst of a bulk change. */
  public boolean isWithinAChange() {
    return whole.head() < after;
  }
}
