package org.belfry.inbox;

/**
 * What makes an item unread, for all statements: it is in the inbox, and neither read nor archived.
 * The partial indexes of {@code item} have the same condition; what counts, replays, collapses and
 * lists would else drift apart.
 */
public final class Unread {

  /** Of the item {@code t}. */
  public static final String CONDITION =
      "t.read_at is null and t.archived_at is null and t.removed_at is null";

  private Unread() {}
}
