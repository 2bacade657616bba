package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.belfry.harness.Launch;
import org.belfry.harness.Server;
import org.belfry.it.client.Api;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to a whole server: started, stopped, killed, and started with wrong settings. */
class ServerIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private Path directory;

  private Server start(String name, Map<String, String> environment) throws Exception {
    return launch(name, environment).awaitReady(PATIENCE);
  }

  private Server launch(String name, Map<String, String> environment) throws IOException {
    return Launch.of(
            Path.of(System.getProperty("server.home")), Path.of(System.getProperty("belfry.war")))
        .in(directory.resolve(name))
        .context("/belfry")
        .environment(environment)
        .start();
  }

  private static Api api(Server server) {
    return new Api(server.url(), TestSurroundings.SENDER_KEY);
  }

  @Test
  void nothing_acknowledged_is_lost_when_the_server_is_killed_under_load() throws Exception {
    var users = IntStream.range(0, 20).mapToObj(i -> BelfryIT.someone()).toList();
    var acknowledged = new ConcurrentLinkedQueue<String>();
    var present = users.get(0);
    try (var first = start("first", TestSurroundings.environment())) {
      LiveSocket.connect(api(first), api(first).token(present), "").awaitCaughtUp();
      killUnderLoad(first, users, acknowledged);
    }

    try (var second = start("second", TestSurroundings.environment())) {
      var presence = "/api/v1/users/" + present + "/presence";
      LiveSocket.until(
          "the dead server's connections are swept",
          () ->
              !api(second)
                  .get(presence, TestSurroundings.SENDER_KEY)
                  .body()
                  .get("online")
                  .asBoolean());
      var stored = new HashSet<String>();
      for (var user : users) {
        var live = LiveSocket.connect(api(second), api(second).token(user), "").awaitCaughtUp();
        var heads = new ArrayList<Long>();
        for (var frame : live.frames("notification")) {
          heads.add(frame.get("head").asLong());
          stored.add(frame.at("/item/id").asText() + user);
        }
        assertThat(heads).isSorted().doesNotHaveDuplicates();
        var recount = "/api/v1/users/" + user + "/recount";
        var differences = api(second).get(recount, TestSurroundings.SENDER_KEY).body();
        assertThat(differences.get("differences").asInt()).isZero();
        live.close();
      }
      assertThat(stored).containsAll(acknowledged);
    }
  }

  private static void killUnderLoad(
      Server server, List<String> users, ConcurrentLinkedQueue<String> acknowledged)
      throws Exception {
    var killed = new AtomicBoolean();
    var senders =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> send(api(server), users, acknowledged, killed)))
            .toArray(CompletableFuture[]::new);
    LiveSocket.until("load", () -> acknowledged.size() > 500);
    server.kill();
    killed.set(true);
    CompletableFuture.allOf(senders).join();
  }

  private static void send(
      Api api, List<String> users, ConcurrentLinkedQueue<String> acknowledged, AtomicBoolean end) {
    for (var i = 0; !end.get() && i < 10_000; i++) {
      var user = users.get(i % users.size());
      try {
        var answer = api.send(BelfryIT.note("n" + i, List.of(user)));
        if (answer.status() == 201) {
          acknowledged.add(answer.body().get("id").asText() + user);
        }
      } catch (RuntimeException e) {
        return; // the server is gone; what it did not acknowledge may be lost
      }
    }
  }

  @Test
  void a_server_that_stops_says_goodbye_and_keeps_secrets_and_bodies_out_of_its_log()
      throws Exception {
    var user = BelfryIT.someone();
    Server server;
    String token;
    try (var running = start("stopping", TestSurroundings.environment())) {
      server = running;
      token = api(running).token(user);
      var sockets =
          IntStream.range(0, 5)
              .mapToObj(i -> LiveSocket.connect(api(running), token, "").awaitCaughtUp())
              .toList();
      api(running).send(BelfryIT.note("a very secret title", List.of(user)));
      sockets.forEach(socket -> socket.awaitHead(1));
      api(running).get("/api/v1/inbox?x=1", "wrong-" + token);
      LiveSocket.handshake(api(running), "?access_token=wrong-" + token, null);
      running.stop();
      for (var socket : sockets) {
        assertThat(socket.awaitClose()).isEqualTo(4000);
      }
    }
    var log = Files.readString(server.log());
    if (!TestSurroundings.isPayara()) { // whose log ends when a signal tells it to stop
      assertThat(log).contains("reason=RESTARTING");
      assertThat(directory.resolve("stopping/log/access_log.log"))
          .content()
          .containsPattern("/api/v1/inbox HTTP/\\S+\" 401")
          .as("what was stored has no line of its own")
          .doesNotContain("/api/v1/notifications")
          .doesNotContain(token);
    }
    assertThat(log)
        .contains("code=token-invalid")
        .doesNotContain(token, "very secret title")
        .doesNotContain(TestSurroundings.SENDER_KEY, TestSurroundings.JWT_SECRET);
  }

  @Test
  void wrong_settings_are_all_told_at_once_and_nothing_starts() throws Exception {
    var environment = new HashMap<>(TestSurroundings.environment());
    environment.put("BELFRY_API_KEYS", "not a hash");
    environment.put("BELFRY_JWT_SECRET", "short");
    environment.put("BELFRY_LIMITS_PAGE", "many");
    try (var server = launch("refusing", environment)) {
      assertThatThrownBy(() -> server.awaitReady(PATIENCE)).isInstanceOf(IOException.class);
      server.stop();
      assertThat(Files.readString(server.log()))
          .contains("belfry.api-keys has to be", "belfry.jwt.secret has to be")
          .contains("belfry.limits.page has to be a number")
          .doesNotContain("not a hash");
    }
  }
}
