package org.belfry.cluster;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;
import org.belfry.text.LogEvent;

/**
 * Ends the connections that a user has now, on all nodes: marked in the store first, so that a node
 * that is not told finds out by {@link MappingReconciliation}.
 */
@Singleton
public class SessionTermination {

  private static final Logger LOG = System.getLogger(SessionTermination.class.getName());

  private static final String MARK =
      "update session_mapping set ended = true where user_id = ? returning node_id";

  private final Store store;
  private final Announcer announcer;

  @Inject
  public SessionTermination(Store store, Announcer announcer) {
    this.store = store;
    this.announcer = announcer;
  }

  /** Ends them; those of this node have ended when it returns, those of others soon. */
  public void end(UserId user) throws SQLException {
    var nodes = new HashSet<UUID>();
    var connections = store.idempotent(Purpose.ACTION, connection -> mark(connection, user, nodes));
    announcer.end(user, nodes);
    LogEvent.of("connections-ended")
        .with("connections", connections)
        .with("nodes", nodes.size())
        .log(LOG, Level.INFO);
  }

  private static int mark(Connection connection, UserId user, Set<UUID> nodes) throws SQLException {
    try (var statement = connection.prepareStatement(MARK)) {
      statement.setString(1, user.value());
      var count = 0;
      for (var rows = statement.executeQuery(); rows.next(); count++) {
        nodes.add(rows.getObject(1, UUID.class));
      }
      return count;
    }
  }
}
