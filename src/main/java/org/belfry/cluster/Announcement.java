package org.belfry.cluster;

import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.UserId;

/**
 * "This inbox has reached this number of this epoch", and, where it is at hand, the change itself.
 */
public interface Announcement {

  /** Whose inbox. */
  UserId user();

  /**
   * The number of the change. Where its epoch is not known, it says no more than that the store is
   * worth a look.
   */
  Cursor reached();

  /**
   * The change as readers get it, or null where it is too large to carry or not at hand: then
   * readers look into the store. May be computed on the first call.
   */
  Frame frame();
}
