package org.belfry.inbox;

/**
 * The counts of an inbox as they were at one of its numbers: what every frame carries, so that who
 * takes frames in order never adds anything up. Neither is below zero, and what is unseen is
 * unread.
 */
public record CountsAt(long head, int unread, int unseen) {

  public CountsAt {
    if (head < 0 || unread < 0 || unseen < 0) {
      throw new IllegalArgumentException(
          "counts are not below zero: " + unread + " and " + unseen + " at " + head);
    }
  }

  /** The same counts, said of another number: a part of a change carries the head before it. */
  public CountsAt saidOf(long number) {
    return new CountsAt(number, unread, unseen);
  }
}
