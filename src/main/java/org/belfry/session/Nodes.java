package org.belfry.session;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.belfry.store.DatabaseClock;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * This node's place among the others: it registers, beats, and buries those that stopped beating.
 */
@Singleton
public class Nodes {

  private static final Logger LOG = System.getLogger(Nodes.class.getName());

  private static final String BEAT =
      """
      with beat as (
        update node set heartbeat_at = clock_timestamp() where id = ?
        returning id, started_at, heartbeat_at
      )
      select heartbeat_at as now, not exists (select 1 from node n where n.id <> b.id) as alone,
             not exists (select 1 from node n
                          where (n.started_at, n.id) < (b.started_at, b.id)) as oldest
        from beat b
      """;

  /** A node that beats meanwhile holds its row, and is passed over. */
  private static final String BURY =
      """
      delete from node where id in (
        select id from node where heartbeat_at < clock_timestamp() - make_interval(secs => ?)
           for update skip locked)
      """;

  /**
   * All mappings whose node is not on the list, also those that a node wrote after its burial.
   * Walks from node to node through the index, so that nothing is spent on the living ones.
   */
  private static final String SWEEP_MAPPINGS =
      """
      with recursive holder as (
        (select node_id from session_mapping order by node_id limit 1)
        union all
        select (select m.node_id from session_mapping m where m.node_id > h.node_id
                 order by m.node_id limit 1)
          from holder h where h.node_id is not null
      )
      delete from session_mapping where node_id in (
        select node_id from holder where node_id is not null
        except select id from node)
      """;

  private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Two beats have failed to come, or one hangs. */
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(12);

  private final UUID self = UUID.randomUUID();
  private final Store store;
  private final SessionMappings mappings;
  private final DatabaseClock clock;
  private final NodeSettings settings;
  private volatile boolean alone = true;
  private volatile boolean oldest;
  private volatile boolean beating;

  /** When the first beat began that has not succeeded; a pause of the node is no such beat. */
  private volatile Long silentSince;

  private volatile long beatenAt = System.nanoTime() - SILENT_NANOS;

  @Inject
  public Nodes(Store store, SessionMappings mappings, DatabaseClock clock, NodeSettings settings) {
    this.store = store;
    this.mappings = mappings;
    this.clock = clock;
    this.settings = settings;
  }

  /** The id this node has until it stops. */
  public UUID self() {
    return self;
  }

  /** Whether no other node is on the list, as of the last heartbeat or word of a newcomer. */
  public boolean isOnlyNode() {
    return alone;
  }

  /**
   * Whether this node has been on the list for longest, as of the last heartbeat: it does what one
   * has to do for all. For some seconds two may think so, or none.
   */
  public boolean isOldest() {
    return oldest && isBeating();
  }

  public void nodeJoined() {
    alone = false;
  }

  /** Puts this node on the list; to be called once, before the first connection. */
  public void register() throws SQLException {
    clock.adjust(store.jdbc(Purpose.HEARTBEAT, Nodes::databaseTime));
    store.jpa(
        Purpose.HEARTBEAT,
        em -> {
          // not persist: what was tried before may have been kept
          return em.merge(new Node(self, clock.instant()));
        });
    mappings.node(self);
    hasBeaten();
  }

  /** For how long this node has tried in vain to say that it lives; zero while that succeeds. */
  public Duration silence() {
    var since = silentSince;
    return since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
  }

  private void hasBeaten() {
    silentSince = null;
    beatenAt = System.nanoTime();
    beating = true;
  }

  /**
   * Says that this node lives, every 5 s, and every time it is called while that fails; to be
   * called once a second.
   */
  public void heartbeatIfDue() throws SQLException {
    if (!beating || System.nanoTime() - beatenAt >= BEAT_NANOS) {
      heartbeat();
    }
  }

  /** Whether the database has taken down the last sign of life, and not long ago. */
  public boolean isBeating() {
    return beating && System.nanoTime() - beatenAt < SILENT_NANOS;
  }

  /**
   * Says that this node lives, and sets the clock. A node that was paused for so long that others
   * buried it comes back with all its connections.
   */
  public void heartbeat() throws SQLException {
    OffsetDateTime now;
    if (silentSince == null) {
      silentSince = System.nanoTime();
    }
    try {
      now = store.jdbc(Purpose.HEARTBEAT, this::heartbeatAndLookAround);
    } catch (SQLException | RuntimeException e) {
      beating = false;
      throw e;
    }
    hasBeaten();
    if (now == null) {
      LOG.log(Level.WARNING, "this node was taken for dead; it registers again");
      register();
      mappings.registerAgain();
    } else {
      clock.adjust(now.toInstant());
    }
  }

  private OffsetDateTime heartbeatAndLookAround(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement(BEAT)) {
      statement.setObject(1, self);
      var rows = statement.executeQuery();
      if (!rows.next()) {
        return null;
      }
      alone = rows.getBoolean("alone");
      oldest = rows.getBoolean("oldest");
      return rows.getObject("now", OffsetDateTime.class);
    }
  }

  private static java.time.Instant databaseTime(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("select clock_timestamp()")) {
      var rows = statement.executeQuery();
      rows.next();
      return rows.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  /**
   * Removes the nodes that stopped beating and their session mappings. Any node may do it at any
   * time; of several that do it at once, one does it.
   */
  public void evictDeadNodes() throws SQLException {
    var buried = store.jdbc(Purpose.DUTY, this::evict);
    if (buried > 0) {
      LOG.log(Level.INFO, "{0} node(s) stopped beating; their session mappings are gone", buried);
    }
  }

  private int evict(Connection connection) throws SQLException {
    try (var dead = connection.prepareStatement(BURY);
        var orphans = connection.prepareStatement(SWEEP_MAPPINGS)) {
      dead.setLong(1, settings.deadAfter().toSeconds());
      var buried = dead.executeUpdate();
      orphans.executeUpdate();
      return buried;
    }
  }

  /** Takes this node and what is left of its session mappings off the list. */
  public void leave() throws InterruptedException {
    mappings.stop();
    store.jpa(
        Purpose.DUTY,
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
