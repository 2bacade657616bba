package org.belfry.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.SqlFaults;
import org.belfry.store.Store;
import org.belfry.worker.BatchBounds;
import org.belfry.worker.BatchJob;
import org.belfry.worker.BatchSplitter;
import org.belfry.worker.BatchWorker;
import org.belfry.worker.Vitals;

/**
 * The live connections of all nodes, as rows. Openings and closings that come while a transaction
 * is in flight form the next one, so a storm of connects costs few commits.
 */
@Singleton
public class SessionMappings {

  private static final Logger LOG = System.getLogger(SessionMappings.class.getName());

  /**
   * Openings and closings that may wait; a node has no more connections than a fraction of that.
   */
  private static final BatchBounds BOUNDS = new BatchBounds(200_000, 268_435_456, 500);

  private static final Duration LAST_WRITE = Duration.ofSeconds(2);

  /** What an entry holds in memory besides its texts. */
  private static final int OBJECTS = 300;

  /** A mapping means nothing without its connection, so it need not survive a crash. */
  private static final String WRITE =
      """
      with quick as (
        select set_config('synchronous_commit', 'off', true)
      ), opened as (
        insert into session_mapping (user_id, id, node_id, connected_at, transport, remote_address,
                                     user_agent)
        select o.* from quick, unnest(?::text[], ?::uuid[], ?::uuid[], ?::timestamptz[], ?::text[],
                                      ?::text[], ?::text[]) as o
        on conflict do nothing
      )
      delete from session_mapping m using unnest(?::text[], ?::uuid[]) as c (user_id, id)
       where m.user_id = c.user_id and m.id = c.id
      """;

  private static final String ELSEWHERE =
      """
      select distinct user_id, node_id from session_mapping
       where user_id = any (?::text[]) and node_id <> ?
      """;

  private record Entry(SessionMapping mapping, boolean opens, CompletableFuture<Void> written) {}

  private final Store store;
  private final Clock clock;
  private final Map<UUID, SessionMapping> ours = new ConcurrentHashMap<>();
  private final BatchWorker<Entry> writer;
  private final Counter refused;
  private volatile UUID node;

  @Inject
  public SessionMappings(Store store, Clock clock, Vitals vitals, MeterRegistry meters) {
    this.store = store;
    this.clock = clock;
    refused = meters.counter("belfry.session-mappings.refused");
    writer = vitals.batchWorker("session-mappings", BOUNDS, new Writing());
    meters.gauge("belfry.session-mappings.queue", writer, BatchWorker::entries);
  }

  /** Begins to write. */
  public void start() {
    writer.start();
  }

  void node(UUID self) {
    node = self;
  }

  /** Makes a mapping of this node; nothing is written yet. */
  public SessionMapping map(ClientInfo client) {
    return new SessionMapping(node, UUID.randomUUID(), client, clock.instant());
  }

  /** Writes the mapping; complete once other nodes can see it. */
  public CompletionStage<Void> open(SessionMapping mapping) {
    ours.put(mapping.id(), mapping);
    return enqueue(mapping, true);
  }

  /** Removes the mapping; one that is not there is fine. */
  public CompletionStage<Void> close(SessionMapping mapping) {
    if (ours.remove(mapping.id()) == null) {
      return CompletableFuture.completedFuture(null);
    }
    return enqueue(mapping, false);
  }

  private CompletionStage<Void> enqueue(SessionMapping mapping, boolean opens) {
    var written = new CompletableFuture<Void>();
    if (!writer.offer(new Entry(mapping, opens, written))) {
      written.completeExceptionally(new SQLTransientException("too many mappings wait"));
    }
    return written;
  }

  /** The mappings of all connections that are open now. */
  public Map<UUID, SessionMapping> open() {
    return Map.copyOf(ours);
  }

  /** Writes a mapping that should be there; one that is there stays as it is. */
  public void writeAgain(SessionMapping mapping) {
    enqueue(mapping, true);
  }

  /** Writes all mappings of this node once more, after another node took it for dead. */
  void registerAgain() {
    ours.values().forEach(this::writeAgain);
  }

  /** The other nodes that hold a connection of these users, by user. */
  public Map<UserId, List<UUID>> elsewhere(Collection<UserId> users) throws SQLException {
    return store.jdbc(
        Purpose.CLUSTER,
        connection -> {
          try (var statement = connection.prepareStatement(ELSEWHERE)) {
            statement.setArray(1, connection.createArrayOf("text", UserId.values(users)));
            statement.setObject(2, node);
            var holders = new HashMap<UserId, List<UUID>>();
            var rows = statement.executeQuery();
            while (rows.next()) {
              holders
                  .computeIfAbsent(UserId.stored(rows.getString(1)), any -> new ArrayList<>(1))
                  .add(rows.getObject(2, UUID.class));
            }
            return holders;
          }
        });
  }

  /** Whether and since when somebody is connected, on any node. */
  public Presence presence(UserId user) {
    return store.jpa(
        Purpose.ACTION,
        em -> {
          var row =
              em.createQuery(
                      "select count(m), min(m.connectedAt) from SessionMapping m where m.user = :user",
                      Object[].class)
                  .setParameter("user", user.value())
                  .getSingleResult();
          var connections = (Long) row[0];
          return new Presence(connections > 0, connections, (Instant) row[1]);
        });
  }

  /** A mapping that the database refuses must not fail its neighbours. */
  private final class Writing implements BatchJob<Entry> {

    private final BatchSplitter<Entry> splitter =
        new BatchSplitter<>(SqlFaults::isTheDatas, this::failedAlone);

    @Override
    public long bytes(Entry entry) {
      return OBJECTS + entry.mapping().characters();
    }

    @Override
    public void perform(List<Entry> batch) throws Exception {
      splitter.perform(batch, SessionMappings.this::writeBatch);
    }

    private void failedAlone(Entry entry, Exception reason) {
      refused.increment();
      LOG.log(Level.WARNING, "event=mapping-refused connection=" + entry.mapping().id(), reason);
      entry.written().completeExceptionally(reason);
    }

    @Override
    public void failed(List<Entry> batch, Throwable reason) {
      batch.forEach(entry -> entry.written().completeExceptionally(reason));
    }
  }

  private void writeBatch(List<Entry> batch) throws SQLException {
    store.statement(Purpose.CLUSTER, connection -> writeAll(connection, batch));
    batch.forEach(entry -> entry.written().complete(null));
  }

  private static Void writeAll(Connection connection, List<Entry> batch) throws SQLException {
    var closed =
        batch.stream()
            .filter(entry -> !entry.opens())
            .map(Entry::mapping)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    // one that came and went meanwhile was never seen by anybody
    var opened =
        batch.stream()
            .filter(Entry::opens)
            .map(Entry::mapping)
            .filter(mapping -> !closed.contains(mapping))
            .toList();
    try (var statement = connection.prepareStatement(WRITE)) {
      var index = 1;
      for (var column : SessionMapping.COLUMNS) {
        statement.setArray(index++, column.of(connection, opened));
      }
      for (var column : SessionMapping.KEY_COLUMNS) {
        statement.setArray(index++, column.of(connection, closed));
      }
      statement.executeUpdate();
      return null;
    }
  }

  /** Writes nothing more; what is left of this node's rows is for {@link Nodes#leave()}. */
  public void stop() throws InterruptedException {
    writer.stop(LAST_WRITE);
  }
}
