package org.belfry.inbox;

import org.belfry.model.Cursor;

/** Where an inbox stands: its counts as of its head. */
public record Counts(String epoch, long head, int unread, int unseen, long seenUpTo) {

  /** Where whoever has these counts has everything. */
  public Cursor cursor() {
    return new Cursor(epoch, head);
  }

  static Counts of(String epoch, CountsAt now, long seenUpTo) {
    return new Counts(epoch, now.head(), now.unread(), now.unseen(), seenUpTo);
  }

  /** The counts that change. */
  public CountsAt at() {
    return new CountsAt(head, unread, unseen);
  }
}
