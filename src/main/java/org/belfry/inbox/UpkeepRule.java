package org.belfry.inbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.belfry.model.UserId;

/**
 * Something that falls due in an inbox by time alone: what has to be done then, and when it is due
 * next. {@link Upkeep} sees to it that it is done before anybody reads or changes the inbox.
 */
interface UpkeepRule {

  /** When it is due next in the inbox {@code i}, as an SQL expression; null for never. */
  String nextDue();

  /**
   * Does so much of what is due at most, each as a change like any other. The inboxes are locked,
   * by an earlier statement.
   */
  List<Removal.Removed> perform(
      Connection connection, Collection<UserId> locked, Instant now, int items) throws SQLException;
}
