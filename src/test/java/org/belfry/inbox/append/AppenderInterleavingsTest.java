package org.belfry.inbox.append;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.belfry.inbox.Content;
import org.belfry.inbox.InboxSettings;
import org.belfry.inbox.Priority;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.worker.SteppedWorkers;
import org.junit.jupiter.api.Test;

/**
 * Drafts on their way into the store, on the appender's thread and on that of the deferred ones,
 * while inboxes are locked and let go, drafts are refused, the store goes away and the queues fill.
 * Each draft is answered once, and as it is: what was stored is stored once, in order, and what was
 * refused is not.
 */
class AppenderInterleavingsTest {

  private static final int STEPS = 60;
  private static final int QUEUE = 12;
  private static final int BATCH = 6;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private static final InboxSettings SETTINGS =
      new InboxSettings(
          QUEUE, 1 << 20, BATCH, LONGEST_WAIT, 100, Duration.ofDays(1), Duration.ofDays(1));

  @Test
  void each_draft_is_answered_once_and_stored_in_order_or_not_at_all() {
    DeterministicScheduler.explore(2_500, scheduler -> new Run(scheduler).perform());
  }

  @Test
  void who_is_locked_out_for_good_is_refused_in_time() {
    DeterministicScheduler.explore(300, scheduler -> new Run(scheduler).withALock());
  }

  @Test
  void what_is_left_when_it_stops_is_stored_or_refused() {
    DeterministicScheduler.explore(500, scheduler -> new Run(scheduler).stopped());
  }

  private static final class Run {

    private record Sent(Draft draft, CompletableFuture<Receipt> answer) {}

    private final DeterministicScheduler scheduler;
    private final FakeTransactions store;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SteppedWorkers workers = new SteppedWorkers(meters);
    private final Appender appender;
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> running = new ArrayList<>();
    private long nanos = Long.MAX_VALUE / 2;
    private int answers;

    Run(DeterministicScheduler scheduler) {
      this.scheduler = scheduler;
      store = new FakeTransactions(scheduler, BATCH);
      appender = new Appender(store, SETTINGS, scheduler, workers.vitals(), meters, () -> nanos);
    }

    void perform() {
      play();
      store.locked.clear();
      store.isAway = false;
      playOut();
      look();
    }

    void withALock() {
      play();
      store.isAway = false;
      store.locked.clear();
      store.locked.add(UserId.stored("user-0"));
      playOut();
      nanos += LONGEST_WAIT.toNanos() + 1;
      playOut();
      look();
      assertThat(sent)
          .filteredOn(one -> one.draft.recipients().contains(UserId.stored("user-0")))
          .filteredOn(one -> !one.answer.isCompletedExceptionally())
          .as("stored before the lock")
          .allMatch(
              one ->
                  store.inboxes.get(UserId.stored("user-0")).stream()
                      .anyMatch(p -> p.draft == one.draft));
    }

    void stopped() {
      play();
      try {
        appender.drain(Duration.ZERO);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      scheduler.rest();
      look();
      send();
      assertThat(sent).as("nothing more is taken in").hasSize(answers);
    }

    private void play() {
      for (var step = 0; step < STEPS; step++) {
        switch (scheduler.below(10)) {
          case 0, 1, 2 -> scheduler.execute(this::send);
          case 3 -> scheduler.execute(this::trouble);
          case 4, 5 -> scheduler.execute(() -> turn("deferred-appends"));
          case 6 -> nanos += Duration.ofMillis(scheduler.below(2_000)).toNanos();
          default -> scheduler.execute(() -> turn("appender"));
        }
        if (scheduler.oneIn(2)) {
          scheduler.goOn();
        }
      }
      scheduler.rest();
    }

    private void playOut() {
      for (var i = 0; i < 4 * STEPS && answers < sent.size(); i++) {
        turn("appender");
        turn("deferred-appends");
        nanos += Duration.ofMillis(20).toNanos();
        scheduler.rest();
      }
    }

    /** A thread does one thing at a time. */
    private void turn(String thread) {
      if (!running.contains(thread)) {
        running.add(thread);
        try {
          workers.turn(thread);
        } finally {
          running.remove(thread);
        }
        var waiting = meters.get("belfry.append.deferred").gauge().value();
        scheduler.check(waiting <= QUEUE, "what is deferred is bounded");
      }
    }

    private void trouble() {
      if (scheduler.oneIn(3)) {
        store.isAway = !store.isAway;
      } else if (scheduler.oneIn(2)) {
        store.locked.clear();
      } else {
        store.locked.add(UserId.stored("user-" + scheduler.below(4)));
      }
    }

    private void send() {
      var recipients = new LinkedHashSet<UserId>();
      for (var i = scheduler.oneIn(8) ? BATCH + 2 : 1 + scheduler.below(2); i > 0; i--) {
        recipients.add(UserId.stored("user-" + scheduler.below(10)));
      }
      var title = scheduler.oneIn(15) ? "refused" : scheduler.oneIn(15) ? "counts" : "n";
      var now = Instant.EPOCH;
      var content =
          new Content(
              UUID.randomUUID(), "test", title, null, null, null, Priority.NORMAL, now, null);
      var draft = new Draft("tests", content, List.copyOf(recipients), null);
      try {
        var answer = appender.append(draft, null).toCompletableFuture();
        sent.add(new Sent(draft, answer));
        answer.whenComplete((receipt, error) -> answers++);
      } catch (Problem e) {
        var waiting = meters.get("belfry.append.queue").gauge().value();
        var isRight = e.code().equals("restarting") || waiting >= QUEUE;
        scheduler.check(isRight, "who is refused at once found the queue full");
      }
    }

    private void look() {
      assertThat(sent).as("an answer for each").allMatch(one -> one.answer.isDone());
      assertThat(answers).isEqualTo(sent.size());
      for (var one : sent) {
        var isStored = !one.answer.isCompletedExceptionally();
        for (var user : one.draft.recipients()) {
          var times =
              store.inboxes.getOrDefault(user, List.of()).stream()
                  .filter(pending -> pending.draft == one.draft)
                  .count();
          assertThat(times).as("stored once or not at all").isEqualTo(isStored ? 1 : 0);
        }
      }
      for (var inbox : store.inboxes.values()) {
        var order = inbox.stream().map(pending -> place(pending.draft)).toList();
        assertThat(order).as("in the order in which they were sent").isSorted();
      }
    }

    private int place(Draft draft) {
      for (var i = 0; i < sent.size(); i++) {
        if (sent.get(i).draft == draft) {
          return i;
        }
      }
      throw new AssertionError("stored, and never sent");
    }
  }
}
