package org.belfry.cluster;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.belfry.model.UserId;
import org.belfry.session.Nodes;
import org.belfry.session.SessionMappings;
import org.belfry.store.Purpose;
import org.belfry.store.Store;
import org.belfry.text.LogEvent;

/**
 * Compares this node's session mappings with the connections that it has, both ways: what an outage
 * kept from being written or removed is made up for. One look through an index, and nothing is
 * written while all is well.
 */
@Singleton
public class MappingReconciliation {

  private static final Logger LOG = System.getLogger(MappingReconciliation.class.getName());
  private static final int FETCH = 5_000;

  private static final String OURS =
      "select user_id, id, ended from session_mapping where node_id = ?";

  private static final String REMOVE =
      """
      delete from session_mapping m using unnest(?::text[], ?::uuid[]) as c (user_id, id)
       where m.user_id = c.user_id and m.id = c.id and m.node_id = ?
      """;

  private final Store store;
  private final SessionMappings mappings;
  private final Nodes nodes;
  private final Announcer announcer;
  private final Counter missing;
  private final Counter orphaned;

  @Inject
  public MappingReconciliation(
      Store store,
      SessionMappings mappings,
      Nodes nodes,
      Announcer announcer,
      MeterRegistry meters) {
    this.store = store;
    this.mappings = mappings;
    this.nodes = nodes;
    this.announcer = announcer;
    missing = meters.counter("belfry.session-mappings.reconciled", "found", "missing");
    orphaned = meters.counter("belfry.session-mappings.reconciled", "found", "orphaned");
  }

  /**
   * Writes the mappings that are missing, removes those whose connection is gone, and ends the
   * connections whose mappings say that they have ended.
   */
  public void reconcile() throws SQLException {
    // what is opened from now on is not looked for, and may be written all the same
    var before = mappings.open();
    var ended = new HashSet<UUID>();
    var rows = store.jdbc(Purpose.DUTY, connection -> rows(connection, ended));
    var now = mappings.open();
    ended.retainAll(now.keySet()); // whose connection is gone may have another by now
    ended.stream().map(rows::get).distinct().forEach(announcer::endUnheard);
    var lost =
        before.values().stream()
            .filter(mapping -> !rows.containsKey(mapping.id()) && now.containsKey(mapping.id()))
            .toList();
    lost.forEach(mappings::writeAgain);
    // a row is written after its connection is known here
    rows.keySet().removeAll(now.keySet());
    if (!rows.isEmpty()) {
      store.statement(Purpose.DUTY, connection -> remove(connection, rows));
    }
    if (lost.isEmpty() && rows.isEmpty()) {
      return;
    }
    missing.increment(lost.size());
    orphaned.increment(rows.size());
    LogEvent.of("mappings-reconciled")
        .with("missing", lost.size())
        .with("orphaned", rows.size())
        .log(LOG, Level.INFO);
  }

  private Map<UUID, UserId> rows(Connection connection, Set<UUID> ended) throws SQLException {
    try (var statement = connection.prepareStatement(OURS)) {
      statement.setObject(1, nodes.self());
      statement.setFetchSize(FETCH);
      var users = new HashMap<UUID, UserId>();
      var rows = statement.executeQuery();
      while (rows.next()) {
        var id = rows.getObject(2, UUID.class);
        users.put(id, UserId.stored(rows.getString(1)));
        if (rows.getBoolean(3)) {
          ended.add(id);
        }
      }
      return users;
    }
  }

  private int remove(Connection connection, Map<UUID, UserId> rows) throws SQLException {
    List<UUID> ids = new ArrayList<>(rows.keySet());
    try (var statement = connection.prepareStatement(REMOVE)) {
      statement.setArray(
          1, connection.createArrayOf("text", UserId.values(ids.stream().map(rows::get).toList())));
      statement.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
      statement.setObject(3, nodes.self());
      return statement.executeUpdate();
    }
  }
}
