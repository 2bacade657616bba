package org.belfry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchWorkerTest {

  /** Works on texts; a text is as large as it is long, and one that begins with "!" is an Error. */
  private static final class Texts implements BatchJob<String> {

    final List<List<String>> performed = new CopyOnWriteArrayList<>();
    final List<String> failed = new CopyOnWriteArrayList<>();
    final Semaphore turns = new Semaphore(0);
    final CountDownLatch begun = new CountDownLatch(1);

    @Override
    public long bytes(String entry) {
      return entry.length();
    }

    @Override
    public void perform(List<String> batch) throws InterruptedException {
      begun.countDown();
      turns.acquire();
      if (batch.get(0).startsWith("!")) {
        throw new OutOfMemoryError("as it comes");
      }
      performed.add(batch);
    }

    @Override
    public void failed(List<String> batch, Throwable reason) {
      failed.addAll(batch);
    }
  }

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Vitals vitals = new Vitals(Thread::new, meters);
  private final Texts texts = new Texts();
  private final BatchWorker<String> worker =
      vitals.batchWorker("texts", new BatchBounds(4, 10, 2), texts);

  @AfterEach
  void stop() throws InterruptedException {
    texts.turns.release(1_000);
    worker.stop(Duration.ofSeconds(5));
  }

  @Test
  void takes_what_has_gathered_in_order_and_in_batches_of_at_most_the_bound() {
    worker.start();
    texts.turns.release(1_000);
    for (var text : List.of("a", "b", "c")) {
      await().until(() -> worker.offer(text));
    }
    await().until(() -> all(texts.performed).size() == 3);
    assertThat(all(texts.performed)).containsExactly("a", "b", "c");
    assertThat(texts.performed).allMatch(batch -> batch.size() <= 2);
  }

  @Test
  void is_full_by_entries() {
    assertThat(List.of(worker.offer("a"), worker.offer("b"), worker.offer("c"), worker.offer("d")))
        .containsOnly(true);
    assertThat(worker.offer("e")).isFalse();
    assertThat(worker.entries()).isEqualTo(4);
  }

  @Test
  void is_full_by_bytes_but_takes_one_that_is_larger_than_all_when_nothing_waits() {
    assertThat(worker.offer("123456789012345")).isTrue();
    assertThat(worker.offer("x")).isFalse();
    assertThat(worker.bytes()).isEqualTo(15);
  }

  @Test
  void gives_the_room_back() {
    worker.offer("1234567890");
    texts.turns.release(1_000);
    worker.start();
    await().until(() -> worker.bytes() == 0);
    assertThat(worker.offer("1234567890")).isTrue();
  }

  @Test
  void outlives_an_error_tells_who_waited_and_goes_on() {
    worker.offer("!");
    worker.start();
    texts.turns.release(1_000);
    await().until(() -> texts.failed.contains("!"));
    worker.offer("after");
    await().until(() -> all(texts.performed).contains("after"));
    assertThat(vitals.troubles()).isEmpty();
    assertThat(meters.counter("belfry.worker.failures", "worker", "texts").count()).isEqualTo(1);
  }

  @Test
  void works_on_what_waits_when_it_is_stopped_and_takes_nothing_more() throws Exception {
    worker.offer("a");
    worker.offer("b");
    worker.offer("c");
    texts.turns.release(1_000);
    worker.start();
    worker.stop(Duration.ofSeconds(5));
    assertThat(all(texts.performed)).containsExactly("a", "b", "c");
    assertThat(worker.offer("d")).isFalse();
  }

  @Test
  void tells_those_for_whom_there_was_no_time() throws Exception {
    worker.start();
    worker.offer("a");
    texts.begun.await();
    worker.offer("b");
    worker.stop(Duration.ofMillis(20));
    await().until(() -> texts.failed.containsAll(List.of("a", "b")));
    assertThat(texts.performed).isEmpty();
  }

  private static List<String> all(List<List<String>> batches) {
    var all = new ArrayList<String>();
    batches.forEach(all::addAll);
    return all;
  }
}
