package org.belfry.cluster;

import org.belfry.model.Cursor;

/**
 * "This inbox has reached this number of this epoch", and, where it is at hand, the change itself.
 */
public interface Announcement {

  /** Whose inbox. */
  String user();

  /**
   * The number of the change. Where its epoch is not known, it says no more than that the store is
   * worth a look.
   */
  Cursor reached();

  /**
   * The change as the JSON that readers get, or null where it is too large to carry or not at hand:
   * then readers look into the store. May be computed on the first call.
   */
  String frame();

  /** When this node was asked for it, in {@link System#nanoTime()}; 0 where that was elsewhere. */
  default long askedAt() {
    return 0;
  }
}
