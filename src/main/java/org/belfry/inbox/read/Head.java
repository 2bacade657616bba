package org.belfry.inbox.read;

import org.belfry.cluster.Announcement;

/**
 * Where an inbox stands in the store.
 *
 * @param epoch null where there is no such inbox
 */
public record Head(String user, String epoch, long number) implements Announcement {

  /** Whether the store has this inbox. */
  public boolean isThere() {
    return epoch != null;
  }

  @Override
  public String frame() {
    return null;
  }
}
