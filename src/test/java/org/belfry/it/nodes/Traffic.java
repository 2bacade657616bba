package org.belfry.it.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Back ends that send and people who read, all the time, while something happens to the nodes. A
 * back end tries again, elsewhere and with the same key, until it is told that its notification is
 * stored.
 */
final class Traffic implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final TestNodes nodes;
  private final List<ResumingReader> readers;
  private final Map<String, Queue<String>> acknowledged = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final List<CompletableFuture<Void>> senders = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile boolean ending;
  private volatile boolean abandoned;

  private Traffic(TestNodes nodes, int people) {
    this.nodes = nodes;
    var token = nodes.any();
    readers =
        IntStream.range(0, people)
            .mapToObj(i -> "user-" + i + "-" + UUID.randomUUID())
            .map(user -> new ResumingReader(user, token.token(user), nodes).start())
            .toList();
  }

  /** Begins with so many people, each reading on one device, and so many senders. */
  static Traffic of(TestNodes nodes, int people, int senders, int recipients) {
    var traffic = new Traffic(nodes, people);
    for (var i = 0; i < senders; i++) {
      traffic.senders.add(
          CompletableFuture.runAsync(() -> traffic.send(recipients), traffic.threads));
    }
    return traffic.awaitMore(50);
  }

  private void send(int recipients) {
    while (!ending) {
      var to =
          ThreadLocalRandom.current()
              .ints(0, readers.size())
              .distinct()
              .limit(recipients)
              .mapToObj(i -> readers.get(i).user())
              .toList();
      var id = sendUntilAcknowledged(to);
      to.forEach(
          user -> acknowledged.computeIfAbsent(user, any -> new ConcurrentLinkedQueue<>()).add(id));
      count.incrementAndGet();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private String sendUntilAcknowledged(List<String> to) {
    var note = new LinkedHashMap<String, Object>();
    note.put("to", to);
    note.put("type", "traffic");
    var key = UUID.randomUUID().toString();
    while (!abandoned) {
      var node = nodes.any().patience(ANSWER);
      try {
        var answer = node.send(note, "Idempotency-Key", key);
        if (answer.status() == 201) {
          return answer.body().get("id").asText();
        }
        assertThat(answer.status()).as(answer.response().body()).isIn(409, 429, 503);
        assertThat(answer.status() == 409 || answer.header("Retry-After") != null)
            .as("when to come back, in " + answer.response().headers())
            .isTrue();
      } catch (CompletionException e) {
        // the node is away or hangs: another one
      }
      nodes.avoid(node);
      LockSupport.parkNanos(20 * PAUSE.toNanos());
    }
    throw new CancellationException("the test has failed");
  }

  /** Waits until so many more notifications have been acknowledged. */
  Traffic awaitMore(int more) {
    var enough = count.get() + more;
    Awaitility.await("load").atMost(PATIENCE).until(() -> count.get() >= enough || failed());
    return this;
  }

  private boolean failed() {
    return senders.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
  }

  Stream<Integer> closeCodes() {
    return readers.stream().flatMap(reader -> reader.closeCodes().stream());
  }

  /**
   * Ends the sending and looks: everybody has every acknowledged notification once and in order,
   * and the counts of readers and store are right.
   */
  void verify() {
    ending = true;
    senders.forEach(CompletableFuture::join);
    for (var reader : readers) {
      var expected = acknowledged.getOrDefault(reader.user(), new ConcurrentLinkedQueue<>());
      Awaitility.await("all that was acknowledged")
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .untilAsserted(() -> assertThat(missing(reader, expected)).as(reader.user()).isZero());
    }
    var api = nodes.any();
    for (var reader : readers) {
      var path = "/api/v1/users/" + reader.user() + "/recount";
      var recount = api.get(path, api.senderKey()).body();
      assertThat(recount.get("differences").asInt()).isZero();
      assertThat(reader.faults()).isEmpty();
      // what was stored and not acknowledged, because a node died meanwhile, came too
      var counts = api.get("/api/v1/inbox/counts", api.token(reader.user())).body();
      Awaitility.await("the present")
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(() -> reader.head() == counts.get("head").asLong());
      assertThat(reader.unread()).isEqualTo(counts.get("unread").asInt());
      assertThat(reader.received()).isEqualTo(counts.get("unread").asInt());
    }
  }

  /** Ends the sending and the reading, also when a test fails. */
  @Override
  public void close() {
    ending = true;
    abandoned = true;
    readers.forEach(ResumingReader::finish);
    threads.shutdown();
  }

  private static long missing(ResumingReader reader, Queue<String> expected) {
    return expected.stream().filter(id -> !reader.has(id)).count();
  }
}
