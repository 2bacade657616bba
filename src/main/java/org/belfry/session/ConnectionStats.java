package org.belfry.session;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * Counts the nodes and who is connected to them, for operators. That reads all session mappings, so
 * an answer is good for some seconds, however many ask.
 */
@Singleton
public class ConnectionStats {

  private static final long GOOD_FOR = 2_000_000_000L;
  private static final int LATEST = 20;
  private static final int OF_ONE_USER = 50;

  /** One node with its open connections by transport. */
  public record NodeCount(
      UUID id,
      boolean self,
      Instant startedAt,
      Instant heartbeatAt,
      Map<String, Long> connections) {}

  /** One open connection. */
  public record ConnectionInfo(
      UserId user,
      UUID id,
      UUID node,
      String transport,
      Instant connectedAt,
      String remoteAddress,
      String userAgent) {}

  /** All nodes, how many users are connected to them, and who came last. */
  public record Count(List<NodeCount> nodes, long users, List<ConnectionInfo> latest) {}

  private static final String PRESENT =
      "select m.user, m.id, m.nodeId, m.transport, m.connectedAt, m.remoteAddress, m.userAgent"
          + " from SessionMapping m %s order by m.connectedAt desc";

  private final Store store;
  private final Nodes nodes;
  private Count last;
  private long countedAt;

  @Inject
  public ConnectionStats(Store store, Nodes nodes) {
    this.store = store;
    this.nodes = nodes;
  }

  /** At most two seconds old. */
  public synchronized Count count() {
    var now = System.nanoTime();
    if (last == null || now - countedAt > GOOD_FOR) {
      last = store.jpa(Purpose.ACTION, this::count);
      countedAt = now;
    }
    return last;
  }

  private Count count(EntityManager em) {
    var byNode = new TreeMap<UUID, Map<String, Long>>();
    em.createQuery(
            "select m.nodeId, m.transport, count(m) from SessionMapping m"
                + " group by m.nodeId, m.transport",
            Object[].class)
        .getResultList()
        .forEach(
            row ->
                byNode
                    .computeIfAbsent((UUID) row[0], id -> new TreeMap<>())
                    .put((String) row[1], (Long) row[2]));
    var all =
        em.createQuery(
                "select n.id, n.startedAt, n.heartbeatAt from Node n order by n.startedAt",
                Object[].class)
            .getResultStream()
            .map(row -> node(row, byNode))
            .toList();
    var users =
        em.createQuery("select count(distinct m.user) from SessionMapping m", Long.class)
            .getSingleResult();
    var latest =
        em.createQuery(PRESENT.formatted(""), Object[].class)
            .setMaxResults(LATEST)
            .getResultStream()
            .map(ConnectionStats::present)
            .toList();
    return new Count(all, users, latest);
  }

  private NodeCount node(Object[] row, Map<UUID, Map<String, Long>> connections) {
    var id = (UUID) row[0];
    return new NodeCount(
        id,
        id.equals(nodes.self()),
        (Instant) row[1],
        (Instant) row[2],
        connections.getOrDefault(id, Map.of()));
  }

  private static ConnectionInfo present(Object[] row) {
    return new ConnectionInfo(
        UserId.stored((String) row[0]),
        (UUID) row[1],
        (UUID) row[2],
        (String) row[3],
        (Instant) row[4],
        (String) row[5],
        (String) row[6]);
  }

  /** The open connections of one user, the newest first, not more than a person can look at. */
  public List<ConnectionInfo> of(UserId user) {
    return store.jpa(
        Purpose.ACTION,
        em ->
            em.createQuery(PRESENT.formatted("where m.user = :user"), Object[].class)
                .setParameter("user", user.value())
                .setMaxResults(OF_ONE_USER)
                .getResultStream()
                .map(ConnectionStats::present)
                .toList());
  }
}
