package org.belfry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VitalsTest {

  private static final long LATER = TimeUnit.SECONDS.toNanos(31);

  private final Vitals vitals = new Vitals(Thread::new, new SimpleMeterRegistry());

  @Test
  void a_thread_that_works_for_more_than_30_s_is_stuck_and_one_that_waits_is_not()
      throws Exception {
    var works = new CountDownLatch(1);
    var ends = new CountDownLatch(1);
    var offered = new Semaphore(0);
    var thread =
        vitals.thread(
            "slow",
            () -> {
              offered.acquire();
              return "work";
            },
            work -> {
              works.countDown();
              ends.await();
            });
    thread.start();
    assertThat(thread.trouble(System.nanoTime() + LATER)).isNull();
    offered.release();
    works.await();
    assertThat(thread.trouble(System.nanoTime() + LATER)).isEqualTo("slow is stuck");
    assertThat(vitals.troubles()).isEmpty();
    ends.countDown();
    await().until(() -> thread.trouble(System.nanoTime() + LATER) == null);
    thread.stop(Duration.ZERO);
  }

  @Test
  void a_stray_interrupt_does_not_end_a_thread() throws Exception {
    var taken = new AtomicInteger();
    var worker = new Thread[1];
    var thread =
        new Vitals(
                work -> {
                  worker[0] = new Thread(work);
                  return worker[0];
                },
                new SimpleMeterRegistry())
            .thread(
                "waits",
                () -> {
                  taken.incrementAndGet();
                  // stands for what never comes; interrupted when the test is done
                  Thread.sleep(60_000);
                  return "never";
                },
                work -> {});
    thread.start();
    await().until(() -> taken.get() == 1);
    worker[0].interrupt();
    await().until(() -> taken.get() == 2);
    assertThat(thread.trouble(System.nanoTime())).isNull();
    thread.stop(Duration.ZERO);
    await().until(() -> !worker[0].isAlive());
  }

  @Test
  void a_thread_that_ended_although_nobody_stopped_it_is_dead() {
    var thread = vitals.thread("short", () -> null, work -> {});
    thread.start();
    await().until(() -> vitals.troubles().contains("short is dead"));
  }

  @Test
  void a_loop_tries_again_whatever_its_attempts_throw() {
    var attempts = new AtomicInteger();
    var loop =
        vitals.retryLoop(
            "keeps",
            backoff -> {
              backoff.reset();
              if (attempts.incrementAndGet() < 3) {
                throw new StackOverflowError("as it comes");
              }
              // as long as the test looks on
              Thread.sleep(60_000);
            });
    loop.start();
    await().until(() -> attempts.get() == 3);
    assertThat(vitals.troubles()).isEmpty();
    loop.stop();
  }

  @Test
  void a_task_goes_on_after_an_error_and_is_stuck_or_dead_when_it_no_longer_comes()
      throws InterruptedException {
    var rounds = new AtomicInteger();
    var task =
        vitals.vitalTask(
            "duty",
            () -> {
              rounds.incrementAndGet();
              throw new OutOfMemoryError("as it comes");
            });
    var schedule = Executors.newScheduledThreadPool(1);
    task.schedule(schedule, Duration.ofMillis(10));
    await().until(() -> rounds.get() > 2);
    assertThat(task.trouble(System.nanoTime())).isNull();
    schedule.shutdownNow();
    // a round that is still under way would be stuck, not dead
    assertThat(schedule.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    assertThat(task.trouble(System.nanoTime() + LATER)).isEqualTo("duty is dead");
  }

  @Test
  void asking_for_a_round_often_costs_one() throws Exception {
    var rounds = new AtomicInteger();
    var goesOn = new CountDownLatch(1);
    var task = vitals.task("asked", rounds::incrementAndGet);
    var schedule = Executors.newScheduledThreadPool(1);
    schedule.execute(
        () -> {
          try {
            goesOn.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    for (var i = 0; i < 100; i++) {
      task.soon(schedule);
    }
    goesOn.countDown();
    schedule.shutdown();
    assertThat(schedule.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    assertThat(rounds).hasValue(1);
  }
}
