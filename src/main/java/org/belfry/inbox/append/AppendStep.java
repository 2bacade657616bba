package org.belfry.inbox.append;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.belfry.model.UserId;

/**
 * What is done about drafts before they are appended, in the transaction that appends them. A step
 * says from memory whether it has to ask the store about a draft: a batch that no step asks about
 * is one statement. Steps hold nothing of a batch.
 */
interface AppendStep {

  /**
   * The transaction that a step is part of.
   *
   * @param outcome where a step says what becomes of drafts that are not appended, and what has
   *     changed
   */
  record Context(Connection connection, Instant now, AppendBatch.Outcome outcome) {}

  /** Whether it has to ask the store about this draft; known without the store. */
  boolean concerns(Pending draft);

  /** Whether it looks at items: then the inboxes are locked before, and nothing in them is due. */
  default boolean looksAtItems() {
    return false;
  }

  /** Before any inbox is locked: returns the drafts that are still to be appended. */
  default List<Pending> admit(Context context, List<Pending> drafts) throws SQLException {
    return drafts;
  }

  /**
   * Whether a draft has to wait until those before it are appended.
   *
   * @param users whose inboxes these are for
   */
  default boolean waitsFor(Set<UserId> users, Pending draft) {
    return false;
  }

  /**
   * Right before these drafts are appended, in the order of the steps. The inboxes are locked, by
   * an earlier statement, if any step that {@link #looksAtItems()} is concerned.
   *
   * @param counts takes how many notifications the new item of a user stands for, where that is
   *     more than one
   */
  default void prepare(Context context, List<Pending> drafts, Map<UserId, Integer> counts)
      throws SQLException {}
}
