package org.belfry.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.belfry.TestRedis;
import org.belfry.harness.Database;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two server processes that speak with each other through a Redis. */
@Tag("faults")
class RedisNodesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path directory;

  private static Database database;
  private static TestRedis redis;
  private static TestNodes nodes;

  @BeforeAll
  static void start() throws Exception {
    Assumptions.assumeTrue(TestRedis.isInstalled(), TestRedis.MISSING);
    redis = TestRedis.start();
    database = Database.start(directory.resolve("database"));
    var environment =
        Map.of(
            "BELFRY_DB_URL", database.url(),
            "BELFRY_DB_USER", database.user(),
            "BELFRY_CLUSTER_REDIS_URL", redis.address().toString());
    nodes = new TestNodes(directory).with("a", environment).with("b", environment);
    nodes.start("a", "b");
    // a node is ready before it hears others: what it misses the sweep finds, but is not counted as
    // heard
    await().atMost(PATIENCE).until(() -> Stream.of("a", "b").allMatch(RedisNodesIT::hears));
  }

  private static boolean hears(String node) {
    return nodes.metric(node, "belfry_cluster_hearing") == 1;
  }

  @AfterAll
  static void stop() throws Exception {
    if (redis == null) {
      return;
    }
    nodes.close();
    database.close();
    redis.close();
  }

  @Test
  void what_happens_on_one_node_is_heard_on_the_other() {
    var user = "user-" + UUID.randomUUID();
    var onB = LiveSocket.connect(nodes.node("b"), nodes.node("a").token(user), "").awaitCaughtUp();
    var before = nodes.metric("b", "belfry_cluster_received_total");
    for (var head = 1; head <= 5; head++) {
      nodes.node("a").send(Map.of("to", List.of(user), "type", "test"));
      onB.awaitHead(head);
    }
    assertThat(nodes.metric("b", "belfry_cluster_received_total"))
        .isGreaterThanOrEqualTo(before + 5);
    onB.close();
  }

  @Test
  void redis_is_stopped_and_started_under_load() throws Exception {
    try (var traffic = Traffic.of(nodes, 40, 4, 2)) {
      redis.close();
      await().atMost(PATIENCE).until(() -> nodes.metric("b", "belfry_cluster_hearing") == 0);
      traffic.awaitMore(200);
      redis = TestRedis.start(redis.port());
      await().atMost(PATIENCE).until(() -> hears("b"));
      traffic.awaitMore(200).verify();
    }
  }
}
