package org.belfry.inbox;

import org.belfry.model.Cursor;

/** Where an inbox stands: its counts as of its head. */
public record Counts(String epoch, long head, int unread, int unseen, long seenUpTo) {

  /** Where whoever has these counts has everything. */
  public Cursor cursor() {
    return new Cursor(epoch, head);
  }
}
