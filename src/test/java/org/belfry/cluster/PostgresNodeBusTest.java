package org.belfry.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import java.util.UUID;
import org.belfry.TestDatabase;
import org.belfry.TestPooler;
import org.belfry.store.Purpose;
import org.junit.jupiter.api.Test;

class PostgresNodeBusTest extends NodeBusContract {

  @Override
  NodeBus nodeBus() {
    var database = TestDatabase.get();
    var settings =
        new ListenSettings(database.url(), Optional.of(database.user()), Optional.empty());
    return new PostgresNodeBus(TestDatabase.store(), settings, TestNode.vitals());
  }

  @Override
  void cut() throws Exception {
    TestDatabase.store()
        .jdbc(
            Purpose.DUTY,
            connection -> {
              try (var statement = connection.createStatement()) {
                return statement.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where application_name = 'belfry-listener'");
              }
            });
  }

  @Test
  void through_a_pooler_that_shares_sessions_it_does_not_claim_to_hear() throws Exception {
    assumeTrue(TestPooler.isInstalled(), TestPooler.MISSING);
    try (var pooler = TestPooler.start("transaction", TestDatabase.get().port())) {
      var address = new ListenSettings(pooler.url(), Optional.of("any"), Optional.of("any"));
      try (var deaf = new PostgresNodeBus(TestDatabase.store(), address, TestNode.vitals())) {
        var node = new Node();
        deaf.listen(UUID.randomUUID(), node);
        // longer than it takes to hear where somebody can be heard
        Thread.sleep(2_000);
        assertThat(deaf.isHearing()).isFalse();
        assertThat(node.resumed).hasValue(0);
      }
    }
  }

  @Test
  void without_an_address_it_sends_and_does_not_listen() throws Exception {
    try (var silent = new PostgresNodeBus(TestDatabase.store(), null, TestNode.vitals())) {
      var node = new Node();
      silent.listen(UUID.randomUUID(), node);
      assertThat(silent.isHearing()).isFalse();
      assertThat(node.resumed).hasValue(0);
    }
  }
}
