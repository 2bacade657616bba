package org.belfry.inbox.read;

import java.util.List;
import org.belfry.inbox.Counts;
import org.belfry.inbox.CountsAt;
import org.belfry.model.Frame;

/**
 * What a reading found.
 *
 * @param now the inbox as of the reading
 * @param isVoid the reader's cursor is of another epoch, below the floor or ahead of the head:
 *     there is nothing to read, the reader has to fetch the inbox afresh
 * @param changes in order, at most a page of them
 * @param next where to go on reading, behind all that the reader has now
 * @param more whether there was more to read
 */
public record LogPage(
    Counts now, boolean isVoid, List<Entry> changes, LogPosition next, boolean more) {

  /** One change, with the counts it carries. */
  public record Entry(Frame frame, CountsAt at) {

    /** The number that a reader has reached with it. */
    public long head() {
      return at.head();
    }
  }

  /** The same with all the changes of a longer reading. */
  public LogPage with(List<Entry> all) {
    return new LogPage(now, isVoid, all, next, more);
  }
}
