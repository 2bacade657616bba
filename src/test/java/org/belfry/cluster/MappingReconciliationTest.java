package org.belfry.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.belfry.TestDatabase;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MappingReconciliationTest {

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final TestNode node = TestNode.on(TestDatabase.store());
  private final TestNode other = TestNode.on(TestDatabase.store());
  private final UserId user = UserId.stored("user-" + UUID.randomUUID());
  private final MappingReconciliation reconciliation =
      new MappingReconciliation(TestDatabase.store(), node.mappings, node.nodes, node.bell, meters);

  @BeforeEach
  void register() throws SQLException {
    node.nodes.register();
    other.nodes.register();
  }

  @AfterEach
  void leave() throws Exception {
    node.nodes.leave();
    other.nodes.leave();
    node.close();
    other.close();
  }

  private void sql(String statement, Object... values) throws SQLException {
    TestDatabase.store()
        .statement(
            Purpose.DUTY,
            connection -> {
              try (var prepared = connection.prepareStatement(statement)) {
                for (var i = 0; i < values.length; i++) {
                  prepared.setObject(
                      i + 1, values[i] instanceof UserId id ? id.value() : values[i]);
                }
                return prepared.executeUpdate();
              }
            });
  }

  private double found(String what) {
    return meters.counter("belfry.session-mappings.reconciled", "found", what).count();
  }

  @Test
  void a_row_without_its_connection_is_removed_and_that_of_another_node_stays() throws Exception {
    var open = node.connect(user);
    other.connect(user);
    sql(
        "insert into session_mapping (user_id, id, node_id, connected_at, transport)"
            + " values (?, ?, ?, now(), 'websocket')",
        user,
        UUID.randomUUID(),
        node.nodes.self());
    assertThat(node.mappings.presence(user).connections()).isEqualTo(3);
    reconciliation.reconcile();
    assertThat(node.mappings.presence(user).connections()).isEqualTo(2);
    assertThat(found("orphaned")).isEqualTo(1);
    node.mappings.close(open).toCompletableFuture().join();
    assertThat(node.mappings.presence(user).connections()).isEqualTo(1);
  }

  @Test
  void a_connection_without_its_row_gets_one() throws Exception {
    var open = node.connect(user);
    sql("delete from session_mapping where id = ?", open.id());
    reconciliation.reconcile();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> node.mappings.presence(user).connections() == 1);
    assertThat(found("missing")).isEqualTo(1);
  }

  @Test
  void connections_that_were_ended_end_on_all_nodes_also_where_the_message_got_lost()
      throws Exception {
    var here = new CopyOnWriteArrayList<UserId>();
    var there = new CopyOnWriteArrayList<UserId>();
    node.bell.ending(here::add);
    other.bell.ending(there::add);
    node.connect(user);
    // no node hears another here
    new SessionTermination(TestDatabase.store(), other.bell).end(user);
    assertThat(there).containsExactly(user);
    assertThat(here).isEmpty();
    reconciliation.reconcile();
    assertThat(here).containsExactly(user);
  }

  @Test
  void where_all_is_well_nothing_happens() throws Exception {
    node.connect(user);
    reconciliation.reconcile();
    assertThat(node.mappings.presence(user).connections()).isEqualTo(1);
    assertThat(found("missing") + found("orphaned")).isZero();
  }
}
