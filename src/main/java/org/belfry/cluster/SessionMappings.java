package org.belfry.cluster;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import org.belfry.store.Store;

/**
 * The live connections of all nodes, as rows. Openings and closings that come while a transaction
 * is in flight form the next one, so a storm of connects costs few commits.
 */
@Singleton
public class SessionMappings {

  private static final Logger LOG = System.getLogger(SessionMappings.class.getName());
  private static final int LARGEST_BATCH = 500;

  private static final String ELSEWHERE =
      """
      select distinct user_id, node_id from session_mapping
       where user_id = any (?::text[]) and node_id <> ?
      """;

  private enum Act {
    OPEN,
    OPEN_AGAIN,
    CLOSE
  }

  private record Entry(SessionMapping mapping, Act act, CompletableFuture<Void> written) {}

  private final Store store;
  private final Clock clock;
  private final BlockingQueue<Entry> waiting = new LinkedBlockingQueue<>();
  private final Map<UUID, SessionMapping> ours = new ConcurrentHashMap<>();
  private final Thread writer;
  private volatile UUID node;

  @Inject
  public SessionMappings(Store store, Clock clock, ThreadFactory threads) {
    this.store = store;
    this.clock = clock;
    writer = threads.newThread(this::write);
    writer.setName("belfry-session-mappings");
    writer.start();
  }

  void node(UUID self) {
    node = self;
  }

  /** Makes a mapping of this node; nothing is written yet. */
  public SessionMapping map(Visit visit) {
    return new SessionMapping(node, UUID.randomUUID(), visit, clock.instant());
  }

  /** Writes the mapping; complete once other nodes can see it. */
  public CompletionStage<Void> open(SessionMapping mapping) {
    ours.put(mapping.id(), mapping);
    return enqueue(mapping, Act.OPEN);
  }

  /** Removes the mapping; one that is not there is fine. */
  public CompletionStage<Void> close(SessionMapping mapping) {
    if (ours.remove(mapping.id()) == null) {
      return CompletableFuture.completedFuture(null);
    }
    return enqueue(mapping, Act.CLOSE);
  }

  private CompletionStage<Void> enqueue(SessionMapping mapping, Act act) {
    var written = new CompletableFuture<Void>();
    waiting.add(new Entry(mapping, act, written));
    return written;
  }

  /** Writes all mappings of this node once more, after another node took it for dead. */
  void registerAgain() {
    ours.values().forEach(mapping -> enqueue(mapping, Act.OPEN_AGAIN));
  }

  /** The other nodes that hold a connection of these users, by user. */
  Map<String, List<UUID>> elsewhere(String[] users) throws SQLException {
    return store.jdbc(
        connection -> {
          try (var statement = connection.prepareStatement(ELSEWHERE)) {
            statement.setArray(1, connection.createArrayOf("text", users));
            statement.setObject(2, node);
            var holders = new HashMap<String, List<UUID>>();
            var rows = statement.executeQuery();
            while (rows.next()) {
              holders
                  .computeIfAbsent(rows.getString(1), user -> new ArrayList<>(1))
                  .add(rows.getObject(2, UUID.class));
            }
            return holders;
          }
        });
  }

  /** Whether and since when somebody is connected, on any node. */
  public Presence presence(String user) {
    return store.jpa(
        em -> {
          var row =
              em.createQuery(
                      "select count(m), min(m.connectedAt) from SessionMapping m where m.user = :user",
                      Object[].class)
                  .setParameter("user", user)
                  .getSingleResult();
          var connections = (Long) row[0];
          return new Presence(connections > 0, connections, (Instant) row[1]);
        });
  }

  private void write() {
    var batch = new ArrayList<Entry>();
    while (!Thread.currentThread().isInterrupted()) {
      try {
        batch.add(waiting.take());
        waiting.drainTo(batch, LARGEST_BATCH - 1);
        writeBatch(batch);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        batch.clear();
      }
    }
  }

  private void writeBatch(List<Entry> batch) {
    try {
      store.jpa(em -> writeAll(em, batch));
      batch.forEach(entry -> entry.written().complete(null));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, batch.size() + " session mapping(s) could not be written", e);
      batch.forEach(entry -> entry.written().completeExceptionally(e));
    }
  }

  private static Void writeAll(EntityManager em, List<Entry> batch) {
    // a mapping means nothing without its connection, so it need not survive a crash of the
    // database
    em.createNativeQuery("set local synchronous_commit = off").executeUpdate();
    for (var entry : batch) {
      switch (entry.act()) {
        case OPEN -> em.persist(entry.mapping());
        case OPEN_AGAIN -> em.merge(entry.mapping());
        case CLOSE -> {}
      }
    }
    em.flush();
    var closed =
        batch.stream().filter(entry -> entry.act() == Act.CLOSE).map(Entry::mapping).toList();
    if (!closed.isEmpty()) {
      em.createQuery("delete from SessionMapping m where m.user in :users and m.id in :ids")
          .setParameter("users", closed.stream().map(SessionMapping::user).distinct().toList())
          .setParameter("ids", closed.stream().map(SessionMapping::id).toList())
          .executeUpdate();
    }
    return null;
  }

  @PreDestroy
  void stop() {
    writer.interrupt();
  }
}
