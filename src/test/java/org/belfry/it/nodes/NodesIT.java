package org.belfry.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.belfry.harness.Database;
import org.belfry.harness.FreePorts;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.NodeClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two server processes on one PostgreSQL, and all that can happen to them. Node "b" reaches the
 * database through one network and listens through another, which the tests can disturb.
 */
class NodesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path directory;

  private static Database database;
  private static TcpProxy network;
  private static TcpProxy hearing;
  private static TestNodes nodes;

  @BeforeAll
  static void start() throws Exception {
    database = Database.start(directory.resolve("database"), FreePorts.next());
    network = TcpProxy.to(database.port());
    hearing = TcpProxy.to(database.port());
    nodes =
        new TestNodes(directory)
            .with("a", environment(database.port(), database.port()))
            .with("b", environment(network.port(), hearing.port()));
    nodes.start("a", "b");
  }

  /** Whatever an earlier test left. */
  @BeforeEach
  void bothThere() throws Exception {
    network.heal();
    hearing.heal();
    nodes.startMissing("a", "b");
  }

  private static Map<String, String> environment(int port, int listenPort) {
    return Map.of(
        "BELFRY_DB_URL",
        url(port) + "?socketTimeout=10",
        "BELFRY_DB_USER",
        database.user(),
        "BELFRY_COMPAT_ENABLED",
        "true",
        "BELFRY_CLUSTER_LISTEN_URL",
        url(listenPort));
  }

  private static String url(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @AfterAll
  static void stop() throws Exception {
    nodes.close();
    network.close();
    hearing.close();
    database.close();
  }

  private static long sql(String query) throws Exception {
    try (var connection = DriverManager.getConnection(database.url(), database.user(), "");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static Traffic traffic() {
    return Traffic.of(nodes, 40, 4, 2);
  }

  @Test
  void nodes_that_start_at_once_migrate_once() throws Exception {
    assertThat(sql("select count(*) - count(distinct version) from belfry_schema_history"))
        .isZero();
    assertThat(sql("select count(*) from belfry_schema_history where not success")).isZero();
    assertThat(sql("select count(*) from node")).isEqualTo(2);
  }

  @Test
  void what_happens_on_one_node_is_heard_on_the_other_and_not_only_swept() {
    var user = "user-" + UUID.randomUUID();
    var token = nodes.node("a").token(user);
    var onB = LiveSocket.connect(nodes.node("b"), token, "").awaitCaughtUp();
    var before = nodes.metric("b", "belfry_cluster_received_total");
    var note = Map.of("to", List.of(user), "type", "test", "title", "heard");
    for (var head = 1; head <= 5; head++) {
      nodes.node("a").send(note);
      onB.awaitHead(head);
    }
    nodes.node("a").post("/api/v1/inbox/read", token, Map.of("upTo", 3));
    assertThat(onB.await("changed").get("unread").asInt()).isEqualTo(2);
    assertThat(onB.frames("notification")).hasSize(5);
    assertThat(nodes.metric("b", "belfry_cluster_received_total"))
        .isGreaterThanOrEqualTo(before + 6);
    onB.close();
  }

  @Test
  void a_back_end_ends_the_connections_of_a_user_on_all_nodes_at_once() throws Exception {
    var user = "user-" + UUID.randomUUID();
    var token = nodes.node("a").token(user);
    var onA = LiveSocket.connect(nodes.node("a"), token, "").awaitCaughtUp();
    var onB = LiveSocket.connect(nodes.node("b"), token, "").awaitCaughtUp();
    var path = "/api/v1/users/" + user + "/connections";
    var began = System.nanoTime();
    nodes.node("a").call("DELETE", path, nodes.node("a").senderKey(), null);
    assertThat(onA.awaitClose()).isEqualTo(4410);
    assertThat(onB.awaitClose()).isEqualTo(4410);
    assertThat(System.nanoTime() - began)
        .as("told and not only found after half a minute")
        .isLessThan(10_000_000_000L);
  }

  @Test
  void a_long_poll_on_one_node_is_answered_by_what_happens_on_the_other() {
    var user = "user-" + UUID.randomUUID();
    var token = nodes.node("a").token(user);
    nodes.node("a").get("/api/v1/inbox/counts", token);
    var poll = nodes.node("b").later("GET", "/api/v1/inbox/changes?after=0&wait=25", token, null);
    await().atMost(PATIENCE).until(() -> presence(user).get("online").asBoolean());
    nodes.node("a").send(Map.of("to", List.of(user), "type", "test"));
    var answer = poll.join();
    assertThat(answer.body().get("changes")).hasSize(1);
    assertThat(answer.body().get("head").asLong()).isEqualTo(1);
  }

  private static com.fasterxml.jackson.databind.JsonNode presence(String user) {
    var api = nodes.node("a");
    return api.get("/api/v1/users/" + user + "/presence", api.senderKey()).body();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void a_socket_io_client_of_one_node_gets_what_an_old_back_end_posts_to_the_other(int version)
      throws Exception {
    NodeClient.assumeThereIsOne();
    var user = "user-" + UUID.randomUUID();
    try (var client = NodeClient.connect(version, nodes.node("b").base(), Map.of())) {
      client.await("connect", 1);
      client.tell("emit", "user_login", Map.of("userId", 7, "socketId", "x", "tokenId", user));
      await().atMost(PATIENCE).until(() -> presence(user).get("online").asBoolean());
      nodes.node("a").post("/api", null, Map.of("tokens", List.of(user), "data", "over there"));
      assertThat(client.awaitEvent("receive_message", 1).get(2).toString())
          .isEqualTo("{\"entityType\":\"\",\"data\":\"over there\"}");
    }
  }

  @Test
  void a_client_resumes_on_another_node_where_it_was() {
    var user = "user-" + UUID.randomUUID();
    var token = nodes.node("a").token(user);
    var note = Map.of("to", List.of(user), "type", "test");
    nodes.node("a").send(note);
    var onA = LiveSocket.connect(nodes.node("a"), token, "").awaitHead(1).awaitCaughtUp();
    var epoch = onA.await("hello").get("epoch").asText();
    onA.abort();
    nodes.node("b").send(note);
    nodes.node("a").send(note);
    var onB = LiveSocket.connect(nodes.node("b"), token, "&epoch=" + epoch + "&after=1");
    onB.awaitCaughtUp();
    assertThat(onB.frames("notification"))
        .extracting(f -> f.get("head").asInt())
        .containsExactly(2, 3);
    onB.close();
  }

  @Test
  @Tag("faults")
  void a_node_is_killed_under_load() throws Exception {
    try (var traffic = traffic()) {
      nodes.kill("b");
      traffic.awaitMore(300);
      await("the dead node's connections are swept")
          .atMost(Duration.ofSeconds(30))
          .until(() -> sql("select count(*) from node") == 1);
      assertThat(sql("select count(distinct node_id) from session_mapping")).isEqualTo(1);
      nodes.start("b");
      traffic.awaitMore(300).verify();
    }
  }

  @Test
  @Tag("faults")
  void the_listening_connections_are_terminated_under_load() throws Exception {
    try (var traffic = traffic()) {
      for (var i = 0; i < 3; i++) {
        var cut =
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where application_name = 'belfry-listener'";
        assertThat(sql(cut)).isPositive();
        traffic.awaitMore(150);
      }
      traffic.verify();
      await().atMost(PATIENCE).until(() -> nodes.metric("b", "belfry_cluster_hearing") == 1);
    }
  }

  @Test
  @Tag("faults")
  void all_announcements_are_lost() {
    try (var traffic = traffic()) {
      hearing.silence();
      traffic.awaitMore(500);
      hearing.heal();
      traffic.verify();
      hearing.cut();
      await().atMost(PATIENCE).until(() -> nodes.metric("b", "belfry_cluster_hearing") == 0);
      var user = "user-" + UUID.randomUUID();
      var onB =
          LiveSocket.connect(nodes.node("b"), nodes.node("a").token(user), "").awaitCaughtUp();
      nodes.node("a").send(Map.of("to", List.of(user), "type", "test"));
      onB.awaitHead(1);
      onB.close();
      hearing.heal();
      await().atMost(PATIENCE).until(() -> nodes.metric("b", "belfry_cluster_hearing") == 1);
    }
  }

  @Test
  @Tag("faults")
  void the_database_is_restarted_under_load() throws Exception {
    try (var traffic = traffic()) {
      var port = database.port();
      database.close();
      database = Database.start(directory.resolve("database"), port);
      traffic.awaitMore(300).verify();
    }
  }

  @Test
  @Tag("faults")
  void a_node_stands_still_past_its_lease_and_goes_on() throws Exception {
    try (var traffic = traffic()) {
      nodes.pause("b");
      await("its burial").atMost(PATIENCE).until(() -> sql("select count(*) from node") == 1);
      traffic.awaitMore(100);
      nodes.resume("b");
      await("its return").atMost(PATIENCE).until(() -> sql("select count(*) from node") == 2);
      traffic.awaitMore(300).verify();
    }
  }

  @Test
  @Tag("faults")
  void the_network_between_a_node_and_the_database_fails() throws Exception {
    try (var traffic = traffic()) {
      network.delay(Duration.ofMillis(50));
      traffic.awaitMore(100);
      network.cut();
      traffic.awaitMore(200);
      network.heal();
      traffic.awaitMore(200);
      network.silence();
      hearing.silence();
      await("its burial").atMost(PATIENCE).until(() -> sql("select count(*) from node") == 1);
      traffic.awaitMore(50);
      network.heal();
      hearing.heal();
      await("its return").atMost(PATIENCE).until(() -> sql("select count(*) from node") == 2);
      traffic.awaitMore(200).verify();
    }
  }

  @Test
  @Tag("faults")
  void a_rolling_restart_under_load_loses_and_doubles_nothing() throws Exception {
    try (var traffic = Traffic.of(nodes, 500, 2, 10)) {
      for (var name : List.of("a", "b")) {
        nodes.stop(name);
        traffic.awaitMore(50);
        nodes.start(name);
        traffic.awaitMore(50);
      }
      traffic.verify();
      assertThat(traffic.closeCodes()).contains(4000).doesNotContain(4001, 4002, 4400, 4401);
    }
  }
}
