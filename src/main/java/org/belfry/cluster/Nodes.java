package org.belfry.cluster;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.belfry.store.DatabaseClock;
import org.belfry.store.Store;

/**
 * This node's place among the others: it registers, beats, and buries those that stopped beating.
 */
@Singleton
public class Nodes {

  private static final Logger LOG = System.getLogger(Nodes.class.getName());

  private final UUID self = UUID.randomUUID();
  private final Store store;
  private final SessionMappings mappings;
  private final DatabaseClock clock;
  private final ClusterSettings settings;

  @Inject
  public Nodes(
      Store store, SessionMappings mappings, DatabaseClock clock, ClusterSettings settings) {
    this.store = store;
    this.mappings = mappings;
    this.clock = clock;
    this.settings = settings;
  }

  /** The id this node has until it stops. */
  public UUID self() {
    return self;
  }

  /** Puts this node on the list; to be called once, before the first connection. */
  public void register() throws SQLException {
    clock.adjust(store.jdbc(Nodes::databaseTime));
    store.jpa(
        em -> {
          em.persist(new Node(self, clock.instant()));
          return null;
        });
    mappings.node(self);
  }

  /**
   * Says that this node lives, and sets the clock. A node that was paused for so long that others
   * buried it comes back with all its connections.
   */
  public void beat() throws SQLException {
    var now = store.jdbc(this::beatAndAskTheTime);
    if (now == null) {
      LOG.log(Level.WARNING, "this node was taken for dead; it registers again");
      register();
      mappings.registerAgain();
    } else {
      clock.adjust(now.toInstant());
    }
  }

  private OffsetDateTime beatAndAskTheTime(Connection connection) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "update node set heartbeat_at = clock_timestamp() where id = ? returning heartbeat_at")) {
      statement.setObject(1, self);
      var rows = statement.executeQuery();
      return rows.next() ? rows.getObject(1, OffsetDateTime.class) : null;
    }
  }

  private static java.time.Instant databaseTime(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("select clock_timestamp()")) {
      var rows = statement.executeQuery();
      rows.next();
      return rows.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  /** Removes the nodes that stopped beating and their session mappings. */
  public void buryTheDead() {
    var latest = clock.instant().minus(settings.deadAfter());
    var buried =
        store.jpa(
            em -> {
              var dead =
                  em.createQuery("select n from Node n where n.heartbeatAt < :latest", Node.class)
                      .setParameter("latest", latest)
                      .getResultList();
              dead.forEach(
                  node -> {
                    em.createQuery("delete from SessionMapping m where m.nodeId = :node")
                        .setParameter("node", node.id())
                        .executeUpdate();
                    em.remove(node);
                  });
              return dead.size();
            });
    if (buried > 0) {
      LOG.log(Level.INFO, "{0} node(s) stopped beating; their session mappings are gone", buried);
    }
  }

  /** Takes this node and what is left of its session mappings off the list. */
  public void leave() {
    store.jpa(
        em -> {
          em.createQuery("delete from SessionMapping m where m.nodeId = :node")
              .setParameter("node", self)
              .executeUpdate();
          return em.createQuery("delete from Node n where n.id = :node")
              .setParameter("node", self)
              .executeUpdate();
        });
  }
}
