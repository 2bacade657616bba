package org.belfry.inbox.read;

import org.belfry.inbox.Unread;

/**
 * Which page of an inbox.
 *
 * @param type only items of this type; null for all
 * @param before only items with a lower seq; {@link Long#MAX_VALUE} for the newest
 * @param limit at least 1
 */
public record PageQuery(State state, String type, long before, int limit) {

  /** Which items a list shows. */
  public enum State {
    /** Neither read nor archived. */
    UNREAD(Unread.CONDITION),
    /** Not archived. */
    ALL("t.archived_at is null and t.removed_at is null"),
    /** Only archived ones. */
    ARCHIVED("t.archived_at is not null and t.removed_at is null");

    final String condition;

    State(String condition) {
      this.condition = condition;
    }
  }
}
