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
    var settings = new ClusterSettings(deadAfter, Optional.empty(), Optional.empty());
    var meters = new SimpleMeterRegistry();
    mappings = new SessionMappings(store, clock, TestNode::thread);
    nodes = new Nodes(store, mappings, clock, settings);
    relay = new Relay(nodes, mappings, messenger, TestNode::thread, meters);
    bell = new Bell(relay, nodes, messenger, TestNode::thread, meters);
    bell.listener(heard::addAll);
  }

  /** A node that is on no list and hears nobody. */
  public static TestNode on(Store store) {
    return of(new PostgresMessenger(store, null, TestNode::thread));
  }

  static TestNode of(Messenger messenger) {
    return of(messenger, Clock.systemUTC(), Duration.ofSeconds(20));
  }

  static TestNode of(Messenger messenger, Clock local, Duration deadAfter) {
    return new TestNode(TestDatabase.store(), messenger, local, deadAfter);
  }

  /** Puts it on the list and has it hear the others. */
  TestNode joined() throws SQLException {
    nodes.register();
    bell.join(sweeps::incrementAndGet);
    return this;
  }

  SessionMapping connect(String user) {
    var mapping = mappings.map(new Visit(user, "websocket", null, null));
    mappings.open(mapping).toCompletableFuture().join();
    return mapping;
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
    messenger.close();
    bell.stop();
    relay.stop();
    mappings.stop();
  }
}
