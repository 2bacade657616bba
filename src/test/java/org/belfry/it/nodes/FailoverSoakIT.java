package org.belfry.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.belfry.harness.Database;
import org.belfry.harness.FreePorts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes at work while their database fails over to a synchronous standby: twice, and again and
 * again for as long as {@code -Dbelfry.test.soak-seconds=3600} says. Nothing acknowledged is lost,
 * doubled or out of order, nobody is left in silence, and all counts are right.
 */
@Tag("faults")
class FailoverSoakIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("belfry.test.soak-seconds", 0));
  private static final int LEAST_FAILOVERS = 2;

  /** Acknowledged between two failovers, at least. */
  private static final int NOTIFICATIONS = 200;

  @TempDir private Path directory;

  private Path files;
  private Database database;
  private TcpProxy network;
  private TestNodes nodes;
  private int failovers;

  @BeforeEach
  void start() throws Exception {
    files = directory.resolve("database");
    database = Database.start(files, FreePorts.next());
    network = TcpProxy.to(database.port());
    var url = "jdbc:postgresql://127.0.0.1:" + network.port() + "/postgres?socketTimeout=10";
    var environment = Map.of("BELFRY_DB_URL", url, "BELFRY_DB_USER", database.user());
    nodes = new TestNodes(directory).with("a", environment).with("b", environment);
    nodes.start("a", "b");
  }

  @AfterEach
  void stop() throws Exception {
    nodes.close();
    network.close();
    database.close();
  }

  @Test
  void nothing_acknowledged_is_lost_doubled_or_out_of_order_however_often_the_database_fails_over()
      throws Exception {
    var end = System.nanoTime() + TIME.toNanos();
    try (var traffic = Traffic.of(nodes, 40, 4, 2)) {
      while (failovers < LEAST_FAILOVERS || System.nanoTime() < end) {
        failOver(traffic);
        traffic.awaitMore(NOTIFICATIONS);
      }
      traffic.verify();
    }
  }

  private void failOver(Traffic traffic) throws Exception {
    var copy = directory.resolve("copy-" + ++failovers);
    Copies.standby(database, files, copy, database.port());
    try (var before = database) {
      var standby = Database.start(copy, FreePorts.next());
      // from now on a commit is one on both, or is not acknowledged
      sql(before, "alter system set synchronous_standby_names = '*'");
      sql(before, "select pg_reload_conf()::text");
      await("the standby is synchronous")
          .atMost(PATIENCE)
          .until(
              () ->
                  text(before, "select coalesce(min(sync_state), '') from pg_stat_replication")
                      .equals("sync"));
      traffic.awaitMore(NOTIFICATIONS);
      network.cut();
      assertThat(text(standby, "select pg_promote()::text")).isEqualTo("true");
      database = standby;
      files = copy;
      network.lead(standby.port());
      network.heal();
    }
  }

  private static String text(Database database, String query) throws SQLException {
    try (var connection = DriverManager.getConnection(database.url(), database.user(), "")) {
      return Copies.text(connection, query);
    }
  }

  private static void sql(Database database, String command) throws SQLException {
    try (var connection = DriverManager.getConnection(database.url(), database.user(), "");
        var statement = connection.createStatement()) {
      statement.execute(command);
    }
  }
}
