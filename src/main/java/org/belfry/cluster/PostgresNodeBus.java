package org.belfry.cluster;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.belfry.store.Purpose;
import org.belfry.store.Store;
import org.belfry.worker.Backoff;
import org.belfry.worker.RetryLoop;
import org.belfry.worker.Vitals;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * The messenger that needs nothing but the database: LISTEN and NOTIFY. It listens on a connection
 * of its own, outside any pool: a pooler that shares connections would lose what is notified.
 */
public final class PostgresNodeBus implements NodeBus {

  private static final Logger LOG = System.getLogger(PostgresNodeBus.class.getName());

  /** PostgreSQL takes payloads shorter than 8,000 bytes. */
  private static final int LONGEST = 7_999;

  private static final String ALL = "belfry_nodes";

  /** What a node says to itself, to find out whether it hears anything. */
  private static final String PROOF = "is this heard";

  /** After this silence the connection is asked whether it still stands. */
  private static final int SILENCE_MILLIS = 5_000;

  private static final int ANSWER_SECONDS = 5;

  /**
   * Notifying holds a lock of the whole database during the commit; without waiting for the disk
   * that is short. What is lost in a crash was a hint.
   */
  private static final String NOTIFY =
      """
      select set_config('synchronous_commit', 'off', true), pg_notify(m.channel, m.payload)
        from unnest(?::text[], ?::text[]) with ordinality as m (channel, payload, place)
       order by m.place
      """;

  private final Store store;
  private final ListenSettings settings;
  private final Vitals vitals;
  private final Deafness deafness = new Deafness(LOG);
  private volatile RetryLoop listening;
  private volatile boolean stopped;
  private volatile Connection current;
  private volatile boolean hearing;

  /**
   * @param settings how to reach the database for listening; null to only send
   */
  public PostgresNodeBus(Store store, ListenSettings settings, Vitals vitals) {
    this.store = store;
    this.settings = settings;
    this.vitals = vitals;
  }

  @Override
  public int longest() {
    return LONGEST;
  }

  @Override
  public void send(List<Message> messages) throws IOException {
    try {
      store.jdbc(Purpose.CLUSTER, connection -> sendAll(connection, messages));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static Void sendAll(Connection connection, List<Message> messages) throws SQLException {
    try (var statement = connection.prepareStatement(NOTIFY)) {
      var channels = messages.stream().map(PostgresNodeBus::channel).toArray();
      var payloads = messages.stream().map(Message::text).toArray();
      statement.setArray(1, connection.createArrayOf("text", channels));
      statement.setArray(2, connection.createArrayOf("text", payloads));
      statement.executeQuery().close();
      return null;
    }
  }

  private static String channel(Message message) {
    return message.to() == null ? ALL : channel(message.to());
  }

  private static String channel(UUID node) {
    return "belfry_" + node.toString().replace("-", "");
  }

  @Override
  public void listen(UUID self, Listener hearer) {
    if (settings == null) {
      LOG.log(
          Level.INFO,
          "belfry.cluster.listen-url is not set: what happens on other nodes, if there are any,"
              + " is found by the sweep, within seconds");
      return;
    }
    listening = vitals.retryLoop("listener", backoff -> listenOnce(self, hearer, backoff));
    listening.start();
  }

  private void listenOnce(UUID self, Listener hearer, Backoff backoff) {
    try (var connection = connect()) {
      current = connection;
      try (var statement = connection.createStatement()) {
        statement.execute("listen " + ALL + "; listen " + channel(self));
      }
      prove(connection, self, hearer);
      hearer.resumed();
      hearing = true;
      deafness.isOver();
      backoff.reset();
      hear(connection, hearer);
    } catch (SQLException e) {
      if (!stopped) {
        deafness.because(e);
      }
    } finally {
      hearing = false;
      current = null;
    }
  }

  /** A pooler that shares sessions takes LISTEN, and what is notified then is heard by nobody. */
  private void prove(Connection connection, UUID self, Listener hearer) throws SQLException {
    try {
      send(List.of(new Message(self, PROOF)));
    } catch (IOException e) {
      throw new SQLException("nothing can be sent", e);
    }
    var postgres = connection.unwrap(PGConnection.class);
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ANSWER_SECONDS);
    for (var left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      var millis = (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
      var notifications = postgres.getNotifications(millis);
      for (var one : notifications == null ? new PGNotification[0] : notifications) {
        if (one.getParameter().equals(PROOF)) {
          return;
        }
        hearer.heard(one.getParameter());
      }
    }
    throw new SQLException(
        "what is notified does not come; belfry.cluster.listen-url has to be the database itself,"
            + " no pooler that shares connections");
  }

  private Connection connect() throws SQLException {
    var properties = new Properties();
    settings.user().ifPresent(user -> properties.setProperty("user", user));
    settings.password().ifPresent(password -> properties.setProperty("password", password));
    properties.setProperty("ApplicationName", "belfry-listener");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", "" + ANSWER_SECONDS);
    properties.setProperty("loginTimeout", "" + ANSWER_SECONDS);
    // the application server may have another class of this name registered: not by DriverManager
    var connection = new Driver().connect(settings.url(), properties);
    if (connection == null) {
      throw new SQLException("belfry.cluster.listen-url has to begin with jdbc:postgresql:");
    }
    return connection;
  }

  private void hear(Connection connection, Listener hearer) throws SQLException {
    var postgres = connection.unwrap(PGConnection.class);
    while (!stopped) {
      var notifications = postgres.getNotifications(SILENCE_MILLIS);
      if (notifications == null || notifications.length == 0) {
        if (!connection.isValid(ANSWER_SECONDS)) {
          throw new SQLException("the connection died silently");
        }
        continue;
      }
      for (var notification : notifications) {
        if (!notification.getParameter().equals(PROOF)) {
          hearer.heard(notification.getParameter());
        }
      }
    }
  }

  @Override
  public boolean isListening() {
    return listening != null;
  }

  @Override
  public boolean isHearing() {
    return hearing;
  }

  @Override
  public void close() {
    stopped = true;
    var open = current;
    if (open != null) {
      try {
        open.close(); // an interrupt would not reach a thread that reads from a socket
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "the listening connection broke at its end", e);
      }
    }
    if (listening != null) {
      listening.stop();
    }
  }
}
