package org.belfry.inbox.read;

import org.belfry.cluster.Announcement;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.UserId;

/**
 * Where an inbox stands in the store.
 *
 * @param reached its epoch is null where there is no such inbox
 */
public record Head(UserId user, Cursor reached) implements Announcement {

  /** Whether the store has this inbox. */
  public boolean isThere() {
    return reached.epoch() != null;
  }

  @Override
  public Frame frame() {
    return null;
  }
}
