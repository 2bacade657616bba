package org.belfry.cluster;

/**
 * "This inbox has reached this number of this epoch", and, where it is at hand, the change itself.
 */
public interface Announcement {

  /** Whose inbox. */
  String user();

  /**
   * Of which run of the inbox's numbers the number is; null where that is not known: then it says
   * no more than that the store is worth a look.
   */
  String epoch();

  /** The number of the change. */
  long number();

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
