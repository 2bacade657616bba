package org.belfry.cluster;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.belfry.TestDatabase;
import org.belfry.model.UserId;
import org.belfry.session.ClientInfo;
import org.belfry.session.NodeSettings;
import org.belfry.session.Nodes;
import org.belfry.session.SessionMapping;
import org.belfry.session.SessionMappings;
import org.belfry.store.DatabaseClock;
import org.belfry.store.Store;
import org.belfry.worker.Vitals;

/** The whole cluster package of one node, without a container. */
public final class TestNode implements AutoCloseable {

  public final List<Announcement> heard = new CopyOnWriteArrayList<>();
  public final AtomicInteger sweeps = new AtomicInteger();
  public final SessionMappings mappings;
  public final Nodes nodes;
  final Relay relay;
  public final Announcer bell;
  final NodeBus messenger;

  private TestNode(Store store, NodeBus nodeBus, Clock local, Duration deadAfter) {
    this.messenger = nodeBus;
    var clock = new DatabaseClock(local);
    var settings = new ClusterSettings(Optional.empty(), Optional.empty(), 16 * 1024 * 1024);
    var meters = new SimpleMeterRegistry();
    var vitals = vitals();
    mappings = new SessionMappings(store, clock, vitals, meters);
    nodes = new Nodes(store, mappings, clock, new NodeSettings(deadAfter));
    relay = new Relay(nodes, mappings, nodeBus, settings, vitals, meters);
    bell = new Announcer(relay, nodes, nodeBus, settings, vitals, meters);
    bell.listener(heard::addAll);
    mappings.start();
    bell.start();
  }

  public static Vitals vitals() {
    return new Vitals(TestNode::thread, new SimpleMeterRegistry());
  }

  /** A node that is on no list and hears nobody. */
  public static TestNode on(Store store) {
    return new TestNode(
        store,
        new PostgresNodeBus(store, null, vitals()),
        Clock.systemUTC(),
        Duration.ofSeconds(20));
  }

  static TestNode of(NodeBus nodeBus) {
    return of(nodeBus, Clock.systemUTC(), Duration.ofSeconds(20));
  }

  public static TestNode of(NodeBus nodeBus, Clock local, Duration deadAfter) {
    return new TestNode(TestDatabase.store(), nodeBus, local, deadAfter);
  }

  /** Puts it on the list and has it hear the others. */
  public TestNode joined() throws SQLException {
    nodes.register();
    bell.join(sweeps::incrementAndGet);
    return this;
  }

  public SessionMapping connect(UserId user) {
    var mapping = mappings.map(new ClientInfo(user, "websocket", null, null));
    mappings.open(mapping).toCompletableFuture().join();
    return mapping;
  }

  /** Runs every statement of this package but the census, which counts all connections. */
  public void workOut(UserId user) throws SQLException {
    connect(UserId.stored("another of " + user));
    var mapping = connect(user);
    mappings.elsewhere(List.of(user));
    mappings.presence(user);
    nodes.heartbeat();
    nodes.evictDeadNodes();
    mappings.close(mapping).toCompletableFuture().join();
  }

  public Announcer announcer() {
    return bell;
  }

  static Thread thread(Runnable work) {
    var thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  /** Ends its threads and leaves its rows behind, as a crash does. */
  @Override
  public void close() {
    try {
      bell.stop();
      mappings.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
