package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogQuery;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.belfry.problem.CloseCode;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;

/**
 * A long poll among all that can happen to it: changes are committed here and on other nodes, which
 * only tell of them once they know of the poll; readings are late or fail, the mapping is written
 * late or not at all, and the time is up at any moment. It is answered once, with all that lies
 * after its cursor and ends with a whole change; and as soon as there is anything to answer with.
 */
class LongPollInterleavingsTest {

  private static final int STEPS = 25;
  private static final long HOUR = Duration.ofHours(1).toNanos();

  @Test
  void what_was_told_is_answered_with_and_needs_no_sweep() {
    DeterministicScheduler.explore(4_000, scheduler -> new Run(scheduler, Mood.TOLD).perform());
  }

  @Test
  void what_was_told_by_chance_is_found_by_the_sweep_or_when_time_is_up() {
    DeterministicScheduler.explore(4_000, scheduler -> new Run(scheduler, Mood.HINTS).perform());
  }

  @Test
  void what_fails_ends_it_with_a_refusal_that_says_so() {
    DeterministicScheduler.explore(4_000, scheduler -> new Run(scheduler, Mood.ROUGH).perform());
  }

  @Test
  void a_change_too_large_to_be_answered_with_is_refused_and_not_gathered_for_ever() {
    DeterministicScheduler.explore(
        20,
        scheduler -> {
          var run = new Run(scheduler, Mood.TOLD, 0);
          run.log.commitBulk(200, "x".repeat(1 << 20));
          run.begin();
          scheduler.rest();
          assertThat(run.refusal().code()).isEqualTo("cursor-too-old");
          assertThat(run.readings).isLessThanOrEqualTo(2);
        });
  }

  private enum Mood {
    /** Whoever knows of the poll tells it of each change, once at least. */
    TOLD,
    /** Announcements come or not. */
    HINTS,
    /** Readings and the mapping may fail, and the poll may be ended; the log forks. */
    ROUGH
  }

  private static final class Run {

    private final DeterministicScheduler scheduler;
    private final Mood mood;
    private final FakeLog log;
    private final long after;
    private final long deadline = System.nanoTime() + HOUR;
    private final LongPoll poll;
    private final List<LogPage> answers = new ArrayList<>();
    private boolean isMapped;
    private boolean isReading;
    private boolean isEnded;
    private int mappings;
    private int readings;

    Run(DeterministicScheduler scheduler, Mood mood) {
      this(scheduler, mood, scheduler.below(4));
    }

    private Run(DeterministicScheduler scheduler, Mood mood, int before) {
      this.scheduler = scheduler;
      this.mood = mood;
      log = new FakeLog(UserId.stored("ada"), scheduler);
      for (var some = before; some > 0; some--) {
        log.commit(true);
      }
      after = scheduler.oneIn(2) ? log.head() : scheduler.below((int) log.head() + 1);
      var epoch = scheduler.oneIn(3) ? null : log.epoch();
      var time = scheduler.oneIn(10) ? System.nanoTime() : deadline;
      poll =
          new LongPoll(
              LogQuery.changes(UserId.stored("ada"), new Cursor(epoch, after)),
              this::read,
              this::map,
              time);
      poll.answer()
          .whenComplete((page, error) -> answers.add(page == null ? log.page(nothing()) : page));
    }

    private LogQuery nothing() {
      return LogQuery.changes(UserId.stored("ada"), new Cursor(null, log.head()));
    }

    private void begin() {
      read(poll);
    }

    /** One reading at a time; what is read is of that moment, and handed on some time later. */
    private void read(Subscriber reader) {
      scheduler.check(!Thread.holdsLock(reader), "nothing is asked for under the lock");
      scheduler.check(!isReading, "one reading at a time");
      scheduler.check(++readings < 200, "it gets further");
      isReading = true;
      scheduler.preempt();
      scheduler.execute(
          () -> {
            if (reader.isGone()) {
              return;
            }
            var page = log.page(reader.query());
            var fails = mood == Mood.ROUGH && scheduler.oneIn(20);
            scheduler.execute(
                () -> {
                  isReading = false;
                  if (fails) {
                    reader.failed(new IllegalStateException("as it comes"));
                  } else {
                    reader.read(page);
                  }
                });
          });
    }

    private CompletionStage<Void> map() {
      scheduler.check(++mappings == 1, "it is mapped once");
      var written = new CompletableFuture<Void>();
      scheduler.preempt();
      scheduler.nowOrLater(
          () -> {
            if (mood == Mood.ROUGH && scheduler.oneIn(10)) {
              written.completeExceptionally(new IllegalStateException("as it comes"));
            } else {
              // other nodes know of it before this one hears that they do
              isMapped = true;
              scheduler.preempt();
              written.complete(null);
            }
          });
      return written;
    }

    void perform() {
      begin();
      var total = scheduler.below(3);
      for (var step = 0; step < STEPS; step++) {
        switch (scheduler.below(8)) {
          case 0 -> {
            if (total-- > 0) {
              commit();
            }
          }
          case 1 -> rarely();
          default -> scheduler.goOn();
        }
      }
      scheduler.rest();
      if (mood != Mood.TOLD) {
        poll.stands(log.stand());
        scheduler.rest();
      }
      if (log.head() > after) {
        assertThat(answers).as("something has happened").hasSize(1);
      }
      poll.check(deadline);
      poll.check(deadline);
      scheduler.rest();
      assertThat(answers).as("time is up").hasSize(1);
      look();
      var before = readings;
      poll.announced(log.commit(true));
      poll.close(CloseCode.TOO_MANY);
      scheduler.rest();
      assertThat(poll.isGone()).isTrue();
      assertThat(readings).as("nothing more is read").isLessThanOrEqualTo(before + 1);
    }

    private void rarely() {
      if (scheduler.oneIn(20)) {
        scheduler.execute(() -> poll.check(deadline));
      } else if (scheduler.oneIn(20)) {
        scheduler.execute(() -> poll.close(CloseCode.TOO_MANY));
      } else if (mood == Mood.ROUGH && scheduler.oneIn(10)) {
        isEnded = true;
        scheduler.execute(() -> poll.close(CloseCode.ENDED));
      } else if (mood == Mood.ROUGH && scheduler.oneIn(5)) {
        log.fork();
      } else if (mood != Mood.TOLD) {
        scheduler.execute(() -> poll.stands(log.stand()));
      }
    }

    /** By this node, which knows of the poll; or by another, which does once it is mapped. */
    private void commit() {
      var isHere = scheduler.oneIn(2);
      var tells = isHere || isMapped;
      var change = log.commit(!scheduler.oneIn(4));
      var times = mood == Mood.TOLD ? 1 + scheduler.below(2) : scheduler.below(3);
      for (; tells && times > 0; times--) {
        scheduler.execute(() -> poll.announced(change));
      }
    }

    private void look() {
      if (poll.answer().isCompletedExceptionally()) {
        assertThat(mood).isEqualTo(Mood.ROUGH);
        assertThat(refusal().code()).isIn("cursor-too-old", "store-unavailable", "ended");
        assertThat(isEnded || !refusal().code().equals("ended")).isTrue();
        return;
      }
      var page = answers.get(0);
      var all = log.after(after);
      var told = page.changes().stream().map(entry -> entry.frame().json()).toList();
      assertThat(page.next().isWithinAChange()).as("it ends with a whole change").isFalse();
      if (mood != Mood.ROUGH) {
        assertThat(all.subList(0, told.size())).isEqualTo(told);
        assertThat(told.isEmpty()).isEqualTo(page.now().head() == after);
        assertThat(page.more() || told.isEmpty() || page.now().head() == page.next().after())
            .isTrue();
      }
      if (!told.isEmpty()) {
        assertThat(told.get(told.size() - 1)).doesNotContain(FakeLog.TO_BE_CONTINUED);
      }
    }

    private Problem refusal() {
      try {
        throw new AssertionError("answered with " + poll.answer().join());
      } catch (CompletionException e) {
        return Problem.behind(e);
      }
    }
  }
}
