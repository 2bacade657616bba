package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import org.belfry.harness.Database;
import org.belfry.harness.FreePorts;
import org.belfry.it.client.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The administrator's way: a server set up by the documented commands, whose datasource Belfry
 * uses.
 */
class DatasourceIT {

  @TempDir private Path directory;

  @Test
  void belfry_runs_on_the_datasource_that_the_scripts_make_and_waits_for_its_database()
      throws Exception {
    var given = TestSurroundings.environment();
    var port = FreePorts.next();
    var environment =
        Map.of(
            "BELFRY_DATASOURCE_URL",
            "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
            "BELFRY_DATASOURCE_USER",
            given.get("BELFRY_DB_USER"),
            "BELFRY_DATASOURCE_PASSWORD",
            "any",
            "BELFRY_JWT_SECRET",
            given.get("BELFRY_JWT_SECRET"));
    try (var server = start(environment)) {
      var api = new Api(server.url(), TestSurroundings.SENDER_KEY);
      LateDatabaseIT.awaitDeployed(api);
      LateDatabaseIT.refusesForNow(api);
      try (var database = Database.start(directory.resolve("data"), port)) {
        LateDatabaseIT.awaitReady(api);
        LateDatabaseIT.serves(api);
        server.check().run();
        // beside a datasource nobody has said where to listen
        anotherNodeComes(database);
        await("a word of it")
            .atMost(Duration.ofSeconds(30))
            .until(() -> Files.readString(server.log()).contains("event=not-listening"));
      }
      // the scripts set sessions as Belfry itself does; it would say so otherwise
      assertThat(Files.readString(server.log()))
          .contains("event=started")
          .doesNotContain("event=session-settings");
    }
  }

  private static void anotherNodeComes(Database database) throws Exception {
    try (var connection = DriverManager.getConnection(database.url(), database.user(), "");
        var statement = connection.createStatement()) {
      statement.execute(
          "insert into node (id, started_at, heartbeat_at)"
              + " values (gen_random_uuid(), now(), now())");
    }
  }

  private Running start(Map<String, String> environment) throws Exception {
    return TestSurroundings.isPayara()
        ? new PayaraScripts(directory).start(environment)
        : new WildFlyScripts(directory).start(environment);
  }

  /** What one does with a server that the commands have set up. */
  @FunctionalInterface
  interface Act {
    void run() throws IOException;
  }

  /**
   * A server that the commands have set up.
   *
   * @param check what they ask once there is a database
   */
  record Running(URI url, Path log, Act check, Act stop) implements AutoCloseable {

    @Override
    public void close() throws IOException {
      stop.run();
    }
  }
}
