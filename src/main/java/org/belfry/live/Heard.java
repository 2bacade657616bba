package org.belfry.live;

import org.belfry.cluster.Announcement;
import org.belfry.inbox.Counts;

/**
 * What a reader was told while it was reading: perhaps more than its reading has found. Numbers of
 * two epochs don't compare, so of another epoch any number is worth another look.
 */
final class Heard {

  private boolean something;
  private String epoch;
  private long number;

  void note(Announcement announcement) {
    var known = something && announcement.epoch() != null && announcement.epoch().equals(epoch);
    number = known ? Math.max(number, announcement.number()) : announcement.number();
    epoch = announcement.epoch();
    something = true;
  }

  /** Whether to read once more, which makes up for all that was told until now. */
  boolean isBeyond(Counts found) {
    var beyond = something && !(found.epoch().equals(epoch) && number <= found.head());
    something = false;
    return beyond;
  }
}
