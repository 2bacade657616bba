package org.belfry.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import org.belfry.TestRedis;
import org.belfry.cluster.NodeBus.Message;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RedisNodeBusTest extends NodeBusContract {

  private static TestRedis redis;

  @BeforeAll
  static void start() throws Exception {
    Assumptions.assumeTrue(TestRedis.isInstalled(), TestRedis.MISSING);
    redis = TestRedis.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (redis != null) {
      redis.close();
    }
  }

  @Override
  NodeBus nodeBus() {
    return new RedisNodeBus(redis.address(), TestNode.vitals());
  }

  @Override
  void cut() throws Exception {
    redis.killClients();
  }

  @Test
  void a_redis_that_was_away_is_found_again_by_those_who_send_and_those_who_hear()
      throws Exception {
    try (var sender = nodeBus();
        var hearing = nodeBus()) {
      var node = new Node();
      hearing.listen(node.id, node);
      node.awaitResumed(1);
      sender.send(List.of(new Message(node.id, "before")));
      redis.close();
      assertThatThrownBy(() -> sender.send(List.of(new Message(node.id, "meanwhile"))))
          .isInstanceOf(IOException.class);
      await().atMost(PATIENCE).until(() -> !hearing.isHearing());
      redis = TestRedis.start(redis.port());
      node.awaitResumed(2);
      sender.send(List.of(new Message(node.id, "after")));
      await().atMost(PATIENCE).until(() -> node.texts.contains("after"));
      assertThat(node.texts).containsExactly("before", "after");
    }
  }
}
