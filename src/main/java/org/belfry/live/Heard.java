package org.belfry.live;

import org.belfry.cluster.Announcement;
import org.belfry.inbox.Counts;
import org.belfry.model.Cursor;

/**
 * What a reader was told while it was reading: perhaps more than its reading has found. Numbers of
 * two epochs don't compare, so of another epoch any number is worth another look.
 */
final class Heard {

  /** Null for nothing. */
  private Cursor latest;

  void note(Announcement announcement) {
    var told = announcement.reached();
    latest = latest != null && latest.covers(told) ? latest : told;
  }

  /** Whether to read once more, which makes up for all that was told until now. */
  boolean isBeyond(Counts found) {
    var beyond = latest != null && !found.cursor().covers(latest);
    latest = null;
    return beyond;
  }
}
