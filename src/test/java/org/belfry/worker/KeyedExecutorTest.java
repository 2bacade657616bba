package org.belfry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.belfry.worker.KeyedExecutor.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyedExecutorTest {

  private final Vitals vitals = new Vitals(Thread::new, new SimpleMeterRegistry());
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final AtomicInteger dropped = new AtomicInteger();
  private KeyedExecutor executor;

  private KeyedExecutor of(int threads, int ofOneKey, long bytes) {
    executor =
        vitals.keyedExecutor("tasks", new KeyedExecutor.Bounds(threads, 1_500, ofOneKey, bytes));
    return executor;
  }

  @AfterEach
  void stop() throws InterruptedException {
    executor.stop(Duration.ZERO);
  }

  private KeyedExecutor.Task task(Runnable work) {
    return new KeyedExecutor.Task() {
      @Override
      public void run() {
        work.run();
      }

      @Override
      public void dropped() {
        dropped.incrementAndGet();
      }
    };
  }

  private boolean offer(String key, String name) {
    return executor.offer(key, 1, task(() -> done.add(name))) == Outcome.TAKEN;
  }

  @Test
  void a_stranger_waits_for_one_task_of_each_other_key_and_not_for_all_of_them() {
    of(1, 1_000, 1_000_000);
    for (var i = 0; i < 500; i++) {
      offer("busy", "busy");
    }
    offer("stranger", "stranger");
    executor.start();
    await().until(() -> done.size() == 501);
    assertThat(done.indexOf("stranger")).isEqualTo(1);
  }

  @Test
  void one_task_of_a_key_at_a_time_and_in_order() {
    of(4, 1_000, 1_000_000);
    var random = new Random(3);
    var inHand = new ConcurrentHashMap<String, Integer>();
    Map<String, List<Integer>> order = new ConcurrentHashMap<>();
    var expected = new HashMap<String, Integer>();
    var together = new AtomicInteger();
    executor.start();
    var count = new AtomicInteger();
    for (var i = 0; i < 1_400; i++) {
      var key = "key-" + random.nextInt(7);
      var place = expected.merge(key, 1, Integer::sum);
      var task =
          task(
              () -> {
                if (inHand.put(key, place) != null) {
                  together.incrementAndGet();
                }
                order.computeIfAbsent(key, any -> new ArrayList<>()).add(place);
                inHand.remove(key);
                count.incrementAndGet();
              });
      assertThat(executor.offer(key, 1, task)).isEqualTo(Outcome.TAKEN);
    }
    await().until(() -> count.get() == 1_400);
    assertThat(together).hasValue(0);
    order.forEach(
        (key, places) ->
            assertThat(places)
                .isEqualTo(IntStream.rangeClosed(1, expected.get(key)).boxed().toList()));
  }

  @Test
  void a_key_that_waits_for_a_lock_holds_one_thread_and_no_other_key() throws Exception {
    of(2, 10, 1_000_000);
    var locked = new CountDownLatch(1);
    executor.start();
    for (var i = 0; i < 5; i++) {
      executor.offer(
          "locked",
          1,
          task(
              () -> {
                try {
                  locked.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    for (var i = 0; i < 5; i++) {
      assertThat(offer("other", "other-" + i)).isTrue();
    }
    await().until(() -> done.size() == 5);
    locked.countDown();
  }

  @Test
  void is_full_for_a_key_and_by_bytes() {
    of(1, 2, 10);
    assertThat(List.of(offer("a", "1"), offer("a", "2"), offer("a", "3")))
        .containsExactly(true, true, false);
    assertThat(executor.offer("a", 1, task(() -> {}))).isEqualTo(Outcome.KEY_IS_FULL);
    assertThat(executor.offer("b", 9, task(() -> {}))).isEqualTo(Outcome.ALL_IS_FULL);
    assertThat(executor.offer("b", 8, task(() -> {}))).isEqualTo(Outcome.TAKEN);
    assertThat(executor.size()).isEqualTo(3);
  }

  @Test
  void is_full_by_tasks_of_all_keys() {
    of(1, 2, 1_000_000);
    for (var i = 0; i < 1_500; i++) {
      assertThat(offer("key-" + i, "x")).isTrue();
    }
    assertThat(executor.offer("one more", 0, task(() -> {}))).isEqualTo(Outcome.ALL_IS_FULL);
    assertThat(executor.size()).isEqualTo(1_500);
    executor.start();
    await().until(() -> executor.size() == 0 && done.size() == 1_500);
    assertThat(offer("one more", "x")).isTrue();
  }

  @Test
  void a_task_that_takes_its_time_is_no_trouble() throws Exception {
    var locked = new CountDownLatch(1);
    var begun = new CountDownLatch(2);
    VitalThread.Work<CountDownLatch> work =
        taken -> {
          begun.countDown();
          taken.await();
        };
    var patient = vitals.patientThread("patient", () -> locked, work);
    var vital = vitals.thread("vital", () -> locked, work);
    patient.start();
    vital.start();
    begun.await();
    var later = System.nanoTime() + Duration.ofMinutes(10).toNanos();
    assertThat(patient.trouble(later)).isNull();
    assertThat(vital.trouble(later)).isEqualTo("vital is stuck");
    patient.stop(Duration.ZERO);
    vital.stop(Duration.ZERO);
    locked.countDown();
    of(1, 1, 1);
  }

  @Test
  void a_task_that_throws_an_error_keeps_nobody_from_his_turn() {
    of(1, 10, 1_000);
    executor.offer(
        "a",
        1,
        task(
            () -> {
              throw new OutOfMemoryError("as it comes");
            }));
    offer("a", "next of the same");
    offer("b", "another");
    executor.start();
    await().until(() -> done.size() == 2);
  }

  @Test
  void what_waits_at_the_end_is_told_so() throws Exception {
    of(1, 10, 1_000);
    offer("a", "1");
    offer("b", "2");
    executor.stop(Duration.ZERO);
    assertThat(dropped).hasValue(2);
    assertThat(offer("c", "3")).isFalse();
  }
}
