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
import org.belfry.store.DatabaseClock;
import org.belfry.store.Store;
import org.belfry.worker.Vitals;

/** The whole cluster package of one node, without a container. */
public final class TestNode implements AutoCloseable {

  final List<Announcement> heard = new CopyOnWriteArrayList<>();
  final AtomicInteger sweeps = new AtomicInteger();
  final SessionMappings mappings;
  final Nodes nodes;
  final Relay relay;
  final Bell bell;
  final Messenger messenger;

  private TestNode(Store store, Messenger messenger, Clock local, Duration deadAfter) {
    this.messenger = messenger;
    var clock = new DatabaseClock(local);
    var settings = new ClusterSettings(Optional.empty(), Optional.empty(), 16 * 1024 * 1024);
    var meters = new SimpleMeterRegistry();
    var vitals = vitals();
    mappings = new SessionMappings(store, clock, vitals, meters);
    nodes = new Nodes(store, mappings, clock, new NodeSettings(deadAfter));
    relay = new Relay(nodes, mappings, messenger, settings, vitals, meters);
    bell = new Bell(relay, nodes, messenger, settings, vitals, meters);
    bell.listener(heard::addAll);
    mappings.start();
    bell.start();
  }

  static Vitals vitals() {
    return new Vitals(TestNode::thread, new SimpleMeterRegistry());
  }

  /** A node that is on no list and hears nobody. */
  public static TestNode on(Store store) {
    return new TestNode(
        store,
        new PostgresMessenger(store, null, vitals()),
        Clock.systemUTC(),
        Duration.ofSeconds(20));
  }

  static TestNode of(Messenger messenger) {
    return of(messenger, Clock.systemUTC(), Duration.ofSeconds(20));
  }

  static TestNode of(Messenger messenger, Clock local, Duration deadAfter) {
    return new TestNode(TestDatabase.store(), messenger, local, deadAfter);
  }

  /** Puts it on the list and has it hear the others. */
  public TestNode joined() throws SQLException {
    nodes.register();
    bell.join(sweeps::incrementAndGet);
    return this;
  }

  SessionMapping connect(String user) {
    var mapping = mappings.map(new Visit(user, "websocket", null, null));
    mappings.open(mapping).toCompletableFuture().join();
    return mapping;
  }

  /** Runs every statement of this package but the census, which counts all connections. */
  public void workOut(String user) throws SQLException {
    connect("another of " + user);
    var mapping = connect(user);
    mappings.elsewhere(new String[] {user});
    mappings.presence(user);
    nodes.beat();
    nodes.buryTheDead();
    mappings.close(mapping).toCompletableFuture().join();
  }

  public Bell bell() {
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
