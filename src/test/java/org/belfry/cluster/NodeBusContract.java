package org.belfry.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.belfry.cluster.NodeBus.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every messenger promises; each kind is tested against its real transport. */
public abstract class NodeBusContract {

  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<NodeBus> open = new ArrayList<>();

  /** A node's end of the transport. */
  abstract NodeBus nodeBus();

  /** Cuts all connections that hear, as a network or an administrator would. */
  abstract void cut() throws Exception;

  /** One who writes down what is heard. */
  static final class Node implements NodeBus.Listener {
    final UUID id = UUID.randomUUID();
    final List<String> texts = new CopyOnWriteArrayList<>();
    final AtomicInteger resumed = new AtomicInteger();

    @Override
    public void heard(String text) {
      texts.add(text);
    }

    @Override
    public void resumed() {
      resumed.incrementAndGet();
    }

    void awaitResumed(int times) {
      await().atMost(PATIENCE).until(() -> resumed.get() >= times);
    }
  }

  private NodeBus opened() {
    var nodeBus = nodeBus();
    open.add(nodeBus);
    return nodeBus;
  }

  private Node listening(NodeBus nodeBus) {
    var node = new Node();
    nodeBus.listen(node.id, node);
    node.awaitResumed(1);
    return node;
  }

  @AfterEach
  void close() {
    open.forEach(NodeBus::close);
  }

  @Test
  void a_text_reaches_the_node_it_is_for_and_no_other() throws IOException {
    var sender = opened();
    var one = listening(opened());
    var other = listening(opened());
    sender.send(List.of(new Message(one.id, "for one"), new Message(other.id, "for the other")));
    await().atMost(PATIENCE).until(() -> !one.texts.isEmpty() && !other.texts.isEmpty());
    assertThat(one.texts).containsExactly("for one");
    assertThat(other.texts).containsExactly("for the other");
  }

  @Test
  void a_text_for_all_reaches_all_the_sender_too() throws IOException {
    var sender = opened();
    var nodes = List.of(listening(sender), listening(opened()), listening(opened()));
    sender.send(List.of(new Message(null, "for all")));
    for (var node : nodes) {
      await().atMost(PATIENCE).until(() -> node.texts.equals(List.of("for all")));
    }
  }

  @Test
  void texts_come_whole_and_in_order() throws IOException {
    var sender = opened();
    var node = listening(opened());
    var longest = "x".repeat(sender.longest() - 3);
    var texts =
        IntStream.range(0, 200)
            .mapToObj(
                i -> i % 50 == 0 ? longest + (100 + i) : i + " 'quoted' \"\\ ünïcødé 😀 你好 %s ?")
            .toList();
    sender.send(texts.subList(0, 100).stream().map(text -> new Message(node.id, text)).toList());
    sender.send(texts.subList(100, 200).stream().map(text -> new Message(node.id, text)).toList());
    await().atMost(PATIENCE).until(() -> node.texts.size() == texts.size());
    assertThat(node.texts).isEqualTo(texts);
  }

  @Test
  void after_its_connection_broke_a_node_says_resumed_and_hears_again() throws Exception {
    var sender = opened();
    var hearing = opened();
    var node = listening(hearing);
    cut();
    node.awaitResumed(2);
    assertThat(hearing.isHearing()).isTrue();
    sender.send(List.of(new Message(node.id, "again")));
    await().atMost(PATIENCE).until(() -> node.texts.contains("again"));
  }

  @Test
  void a_check_disturbs_nothing() throws IOException {
    var hearing = opened();
    var node = listening(hearing);
    hearing.check();
    hearing.send(List.of(new Message(node.id, "after the check")));
    await().atMost(PATIENCE).until(() -> node.texts.equals(List.of("after the check")));
    assertThat(node.resumed).hasValue(1);
  }

  @Test
  void a_closed_messenger_hears_nothing_more() throws IOException {
    var sender = opened();
    var closed = opened();
    var node = listening(closed);
    var witness = listening(opened());
    closed.close();
    await().atMost(PATIENCE).until(() -> !closed.isHearing());
    sender.send(List.of(new Message(node.id, "too late"), new Message(witness.id, "seen")));
    await().atMost(PATIENCE).until(() -> witness.texts.contains("seen"));
    assertThat(node.texts).isEmpty();
  }
}
