package org.belfry.live;

import org.belfry.cluster.Announcement;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.UserId;
import org.belfry.problem.CloseCode;

/** A connection or a waiting poll that follows one inbox. None of the methods waits. */
interface Subscriber {

  /** Whose inbox. */
  UserId user();

  /** What to read next; asked for when its turn has come. */
  LogQuery query();

  /** Whether nobody is there any more to read for. */
  boolean isGone();

  /** What the reading found. */
  void read(LogPage page);

  /** The reading failed; the cursor stands where it stood. */
  void failed(Exception reason);

  /** A change was committed, perhaps one that is known already. */
  void announced(Announcement announcement);

  /**
   * The store says that the inbox stands there: further on than the reader, where an announcement
   * was lost, or not as far, where the store has gone back.
   */
  void stands(Announcement head);

  /** Looks at its deadlines; {@code nanos} as of {@link System#nanoTime()}. */
  void check(long nanos);

  /** Hangs up. */
  void close(CloseCode why);
}
