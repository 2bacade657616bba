package org.belfry.inbox;

import java.util.List;
import org.belfry.cluster.Announcement;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.UserId;

/**
 * A committed change of one inbox.
 *
 * @param frame as readers get it, or null where it is too large to be carried
 */
record Change(UserId user, Cursor reached, Frame frame) implements Announcement {

  /** Of flags; of a watermark where there are none. */
  static Change of(UserId user, Counts now, List<ItemJson.Flags> items) {
    var reached = now.cursor();
    var frame = ItemJson.changed(reached, now.at(), now.seenUpTo(), items);
    return new Change(user, reached, frame);
  }
}
