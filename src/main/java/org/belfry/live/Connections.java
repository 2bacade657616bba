package org.belfry.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.Frame;
import org.belfry.problem.CloseCode;
import org.belfry.problem.RecentIncidents;
import org.belfry.session.ClientInfo;
import org.belfry.session.SessionMappings;
import org.belfry.text.LogEvent;

/** The streams of this node from their first to their last moment. */
@Singleton
public class Connections {

  private static final Logger LOG = System.getLogger(Connections.class.getName());

  private final Subscribers subscribers;
  private final LogReaders readers;
  private final SessionMappings mappings;
  private final LiveSettings settings;
  private final Clock clock;
  private final MeterRegistry meters;
  private final RecentIncidents incidents;
  private final Counter frames;
  private final Map<String, AtomicInteger> open = new HashMap<>();
  private final Map<String, Timer> deliveries = new HashMap<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final ConnectionOwner owner = new Owner();

  @Inject
  Connections(
      Subscribers subscribers,
      LogReaders readers,
      SessionMappings mappings,
      LiveSettings settings,
      Clock clock,
      MeterRegistry meters,
      RecentIncidents incidents) {
    this.subscribers = subscribers;
    this.readers = readers;
    this.mappings = mappings;
    this.settings = settings;
    this.clock = clock;
    this.meters = meters;
    this.incidents = incidents;
    frames = meters.counter("belfry.frames");
    for (var transport : List.of("websocket", "sse", "socketio")) {
      open.put(
          transport,
          meters.gauge("belfry.connections", Tags.of("transport", transport), new AtomicInteger()));
      deliveries.put(transport, meters.timer("belfry.delivery", "transport", transport));
    }
  }

  /**
   * Takes a new reader in: registered first, mapped for the other nodes next, and then it reads.
   */
  public Connection open(
      Transport wire, ClientInfo client, Instant tokenExpiresAt, LogQuery first) {
    var connection = new Connection(owner, mappings.map(client), wire, tokenExpiresAt, first);
    if (closing.get()) {
      connection.end();
      wire.close(CloseCode.RESTARTING);
      return connection;
    }
    if (isFull()) {
      connection.end();
      count(wire, CloseCode.OVERLOADED.name());
      wire.close(CloseCode.OVERLOADED);
      return connection;
    }
    subscribers.add(connection);
    open.get(wire.transport()).incrementAndGet();
    mappings
        .open(connection.mapping())
        .whenComplete(
            (written, error) -> {
              if (error == null) {
                connection.start();
              } else {
                close(connection, CloseCode.STORE_UNAVAILABLE);
              }
            });
    return connection;
  }

  /** Hangs up; a connection that is closed already stays so. */
  void close(Connection connection, CloseCode why) {
    if (forget(connection, why.name())) {
      connection.transport().close(why);
    }
  }

  /** Whether no more readers are taken in, of whatever user. */
  boolean isFull() {
    return subscribers.size() >= settings.connections();
  }

  /** The other side has hung up, or is gone. */
  public void gone(Connection connection, String reason) {
    forget(connection, reason);
  }

  private boolean forget(Connection connection, String reason) {
    if (!connection.end()) {
      return false;
    }
    subscribers.remove(connection);
    mappings.close(connection.mapping());
    open.get(connection.transport().transport()).decrementAndGet();
    count(connection.transport(), reason);
    incidents.ended(connection.transport().transport(), reason, connection.user().value());
    LogEvent.of("closed")
        .with("connection", connection.mapping().id())
        .with("transport", connection.transport().transport())
        .with("reason", reason)
        .log(LOG, Level.INFO);
    return true;
  }

  private void count(Transport wire, String reason) {
    meters
        .counter("belfry.connections.closed", "transport", wire.transport(), "reason", reason)
        .increment();
  }

  /** No more readers from now on. */
  void beginClosing() {
    closing.set(true);
  }

  private final class Owner implements ConnectionOwner {

    @Override
    public LiveSettings settings() {
      return settings;
    }

    @Override
    public Instant time() {
      return clock.instant();
    }

    @Override
    public void read(Connection connection) {
      readers.request(connection);
    }

    @Override
    public void written(Transport transport, List<Frame> written) {
      frames.increment(written.size());
      var now = System.nanoTime();
      for (var frame : written) {
        if (frame.askedAt() != 0) {
          deliveries.get(transport.transport()).record(now - frame.askedAt(), TimeUnit.NANOSECONDS);
        }
      }
    }

    @Override
    public void slow(Connection connection) {
      close(connection, CloseCode.TOO_SLOW);
    }

    @Override
    public void lost(Connection connection, Throwable error) {
      if (forget(connection, "write failed")) {
        LOG.log(Level.DEBUG, "connection " + connection.mapping().id() + " is lost", error);
        connection.transport().close(CloseCode.RESTARTING);
      }
    }

    @Override
    public void close(Connection connection, CloseCode why) {
      Connections.this.close(connection, why);
    }
  }
}
