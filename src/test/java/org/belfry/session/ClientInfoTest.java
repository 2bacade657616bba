package org.belfry.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.belfry.TestDatabase;
import org.belfry.cluster.TestNode;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

class ClientInfoTest {

  @Test
  void whatever_a_client_calls_itself_can_be_stored_with_the_mappings_of_others() throws Exception {
    try (var node = TestNode.on(TestDatabase.store()).joined()) {
      var user = UserId.stored("user-" + UUID.randomUUID());
      var odd =
          new ClientInfo(user, "websocket", "10.0.0.1\nevent=x", "\0\ud800" + "x".repeat(500));
      node.mappings.open(node.mappings.map(odd)).toCompletableFuture().join();
      assertThat(node.mappings.presence(user).connections()).isOne();
      assertThat(odd.userAgent()).hasSize(256).startsWith("\ufffd\ufffdx");
      node.nodes.leave();
      assertThat(odd.remoteAddress()).isEqualTo("10.0.0.1\ufffdevent=x");
    }
  }
}
