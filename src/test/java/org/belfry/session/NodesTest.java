package org.belfry.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.belfry.TestDatabase;
import org.belfry.cluster.Announcement;
import org.belfry.cluster.ListenSettings;
import org.belfry.cluster.NodeBusContract;
import org.belfry.cluster.PostgresNodeBus;
import org.belfry.cluster.TestNode;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.FrameEvent;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodesTest {

  private static final Duration PATIENCE = NodeBusContract.PATIENCE;
  private static final Duration DEAD_AFTER = Duration.ofSeconds(20);

  record Said(UserId user, Cursor reached, Frame frame) implements Announcement {
    Said(UserId user, Cursor reached, String json) {
      this(user, reached, new Frame(FrameEvent.CHANGED, json, reached));
    }
  }

  private final List<TestNode> open = new java.util.ArrayList<>();

  private TestNode node() throws SQLException {
    return node(Clock.systemUTC());
  }

  private TestNode node(Clock clock) throws SQLException {
    var database = TestDatabase.get();
    var listen = new ListenSettings(database.url(), Optional.of(database.user()), Optional.empty());
    var messenger = new PostgresNodeBus(TestDatabase.store(), listen, TestNode.vitals());
    var node = TestNode.of(messenger, clock, DEAD_AFTER).joined();
    open.add(node);
    await().atMost(PATIENCE).until(() -> node.sweeps.get() > 0);
    return node;
  }

  @AfterEach
  void leave() throws InterruptedException {
    for (var node : open) {
      node.nodes.leave();
    }
    open.forEach(TestNode::close);
  }

  private static UserId someone() {
    return UserId.stored("user-" + UUID.randomUUID());
  }

  private static int sql(String sql, Object... values) {
    try {
      return TestDatabase.store()
          .jdbc(
              Purpose.DUTY,
              connection -> {
                try (var statement = connection.prepareStatement(sql)) {
                  for (var i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                  }
                  return statement.executeUpdate();
                }
              });
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** As a node does that is killed, or paused, for longer than its lease. */
  private static void stopBeating(TestNode node) {
    sql(
        "update node set heartbeat_at = clock_timestamp() - interval '21 seconds' where id = ?",
        node.nodes.self());
  }

  @Test
  void an_announcement_reaches_the_nodes_that_hold_a_connection_of_the_inbox() throws Exception {
    var speaking = node();
    var holding = node();
    var holdingToo = node();
    var other = node();
    var user = someone();
    holding.connect(user);
    holdingToo.connect(user);
    speaking.connect(user);
    other.connect(someone());
    await().atMost(PATIENCE).until(() -> !speaking.nodes.isOnlyNode());
    var said = new Said(user, new Cursor("epoch", 7), "{\"head\":7}");
    speaking.bell.announce(List.of(said, new Said(someone(), new Cursor("epoch", 1), "{}")));
    for (var node : List.of(holding, holdingToo)) {
      await().atMost(PATIENCE).until(() -> !node.heard.isEmpty());
      assertThat(node.heard)
          .extracting(
              Announcement::user, announced -> announced.reached().head(), Announcement::frame)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(user, 7L, said.frame()));
    }
    other.connect(user);
    speaking.bell.announce(List.of(new Said(user, new Cursor("epoch", 8), "{}")));
    await().atMost(PATIENCE).until(() -> !other.heard.isEmpty());
    assertThat(other.heard).extracting(heard -> heard.reached().head()).containsExactly(8L);
    assertThat(speaking.heard).as("its own, once").hasSize(3);
  }

  @Test
  void a_node_knows_at_once_that_it_is_no_longer_alone() throws Exception {
    var first = node();
    first.nodes.heartbeat();
    assertThat(first.nodes.isOnlyNode()).isTrue();
    var second = node();
    await().atMost(PATIENCE).until(() -> !first.nodes.isOnlyNode());
    second.nodes.heartbeat();
    assertThat(second.nodes.isOnlyNode()).isFalse();
  }

  @Test
  void a_dead_node_is_buried_once_and_its_connections_are_gone() throws Exception {
    var living = Stream.of(node(), node(), node()).toList();
    var dead = node();
    var user = someone();
    dead.connect(user);
    stopBeating(dead);
    living.get(0).connect(user);
    assertThat(living.get(1).mappings.presence(user).connections()).isEqualTo(2);
    CompletableFuture.allOf(
            IntStream.range(0, 12)
                .mapToObj(i -> CompletableFuture.runAsync(() -> bury(living.get(i % 3))))
                .toArray(CompletableFuture[]::new))
        .join();
    var presence = living.get(1).mappings.presence(user);
    assertThat(presence.online()).isTrue();
    assertThat(presence.connections()).isEqualTo(1);
    assertThat(sql("delete from node where id = ?", dead.nodes.self())).isZero();
  }

  private static void bury(TestNode node) {
    try {
      node.nodes.evictDeadNodes();
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_node_that_was_buried_alive_comes_back_with_its_connections() throws Exception {
    var paused = node();
    var other = node();
    var user = someone();
    paused.connect(user);
    stopBeating(paused);
    other.nodes.evictDeadNodes();
    assertThat(other.mappings.presence(user).online()).isFalse();
    var late = someone();
    paused.connect(late);
    other.nodes.evictDeadNodes();
    assertThat(other.mappings.presence(late).online()).as("of a node not on the list").isFalse();
    paused.nodes.heartbeat();
    await().atMost(PATIENCE).until(() -> other.mappings.presence(user).online());
    await().atMost(PATIENCE).until(() -> other.mappings.presence(late).online());
    other.nodes.evictDeadNodes();
    assertThat(other.mappings.presence(user).connections()).isEqualTo(1);
  }

  @Test
  void nodes_whose_clocks_differ_by_minutes_do_not_bury_each_other() throws Exception {
    var now = Clock.systemUTC();
    var early = node(Clock.offset(now, Duration.ofMinutes(-7)));
    var late = node(Clock.offset(now, Duration.ofMinutes(7)));
    var user = someone();
    early.connect(user);
    late.connect(user);
    for (var node : List.of(early, late)) {
      node.nodes.heartbeat();
      node.nodes.evictDeadNodes();
    }
    var presence = late.mappings.presence(user);
    assertThat(presence.connections()).isEqualTo(2);
    assertThat(presence.since())
        .isBetween(now.instant().minusSeconds(60), now.instant().plusSeconds(60));
  }
}
