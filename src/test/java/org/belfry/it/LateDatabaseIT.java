package org.belfry.it;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.belfry.harness.Database;
import org.belfry.harness.FreePorts;
import org.belfry.harness.Launch;
import org.belfry.harness.Server;
import org.belfry.it.client.Api;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is there before its database, and one whose database goes away. */
class LateDatabaseIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private Path directory;

  @Test
  void a_server_waits_for_its_database_and_an_outage_later_is_one_line() throws Exception {
    var port = FreePorts.next();
    var environment = new HashMap<>(TestSurroundings.environment());
    environment.put("BELFRY_DB_URL", "jdbc:postgresql://127.0.0.1:" + port + "/postgres");
    var launch =
        Launch.of(
                Path.of(System.getProperty("server.home")),
                Path.of(System.getProperty("belfry.war")))
            .in(directory.resolve("early"))
            .context("/belfry")
            .environment(environment);
    try (var server = launch.start()) {
      var api = new Api(server.url(), TestSurroundings.SENDER_KEY);
      awaitDeployed(api);
      refusesForNow(api);
      var data = directory.resolve("data");
      try (var database = Database.start(data, port)) {
        server.awaitReady(PATIENCE);
        serves(api);
        assertThat(Files.readString(server.log()))
            .containsOnlyOnce("event=waiting-for-database")
            .containsOnlyOnce("event=started");
        assertThat(database.port()).isEqualTo(port);
      }
      var before = lines(server);
      var note = BelfryIT.note("n", List.of("ada"));
      var sent = IntStream.range(0, 20).mapToObj(i -> supplyAsync(() -> api.send(note))).toList();
      for (var answer : sent) {
        var refused = answer.join();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body().get("code").asText()).isEqualTo("store-unavailable");
      }
      var said = Files.readAllLines(server.log()).subList(before, lines(server));
      assertThat(said).as(String.join("\n", said)).hasSizeLessThan(6);
      assertThat(said).noneMatch(line -> line.startsWith("\tat ") || line.contains("Caused by"));
      try (var again = Database.start(data, port)) {
        server.awaitReady(PATIENCE);
        serves(api);
        assertThat(again.port()).isEqualTo(port);
      }
    }
  }

  /** The process answers, whatever its database does. */
  static void awaitDeployed(Api api) {
    await("the server has deployed")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> status(api, "/health/live") == 200);
  }

  static void awaitReady(Api api) {
    await("it is ready").atMost(PATIENCE).until(() -> status(api, "/health/ready") == 200);
  }

  private static int status(Api api, String path) {
    try {
      return api.get(path, "").status();
    } catch (CompletionException e) {
      return 0;
    }
  }

  static void refusesForNow(Api api) {
    await("it says why it is not ready")
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                api.get("/health/ready", "")
                    .response()
                    .body()
                    .contains("waiting for the database"));
    assertThat(api.get("/health/ready", "").status()).isEqualTo(503);
    var refused = api.send(BelfryIT.note("too early", List.of("ada")));
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body().get("code").asText()).isEqualTo("starting");
    assertThat(refused.response().headers().firstValue("Retry-After")).contains("5");
  }

  static void serves(Api api) {
    var user = BelfryIT.someone();
    var live = LiveSocket.connect(api, api.token(user), "").awaitCaughtUp();
    assertThat(api.send(BelfryIT.note("hello", List.of(user))).status()).isEqualTo(201);
    live.await("notification");
    live.close();
  }

  private static int lines(Server server) throws IOException {
    return Files.readAllLines(server.log()).size();
  }
}
