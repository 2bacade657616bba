package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.Counts;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogPosition;
import org.belfry.inbox.read.LogQuery;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.belfry.problem.CloseCode;
import org.belfry.worker.Vitals;
import org.junit.jupiter.api.Test;

/**
 * Two threads read for followers that come, ask again as soon as they are answered, hang up and
 * break, while inboxes are locked or poisoned and the database goes away. Whoever asks is answered
 * once, with what he asked for; he fails only where his own inbox does, or the database; and nobody
 * waits for ever.
 */
class LogReadersInterleavingsTest {

  private static final int STEPS = 40;
  private static final int READINGS_A_STATEMENT = 64;
  private static final int OF_ONE_USER = 4;
  private static final int THREADS = 2;

  @Test
  void whoever_asks_is_answered_once_and_fails_only_for_what_is_his() {
    DeterministicScheduler.explore(600, scheduler -> new Run(scheduler).perform());
  }

  private static final class Run {

    private final DeterministicScheduler scheduler;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LogReaders readers;
    private final List<Follower> followers = new ArrayList<>();
    private final Set<UserId> broken = new HashSet<>();
    private final boolean[] isBusy = new boolean[THREADS];
    private boolean isAway;
    private boolean wasAway;

    Run(DeterministicScheduler scheduler) {
      this.scheduler = scheduler;
      readers = new LogReaders(this::source, new Vitals(Thread::new, meters), meters);
    }

    void perform() {
      for (var step = 0; step < STEPS; step++) {
        switch (scheduler.below(8)) {
          case 0 -> crowd(scheduler.oneIn(20) ? 100 : 1 + scheduler.below(5));
          case 1 -> scheduler.execute(this::hangUp);
          case 2 -> scheduler.execute(this::trouble);
          default -> scheduler.execute(() -> turn(scheduler.below(THREADS)));
        }
        if (scheduler.oneIn(2)) {
          scheduler.goOn();
        }
      }
      isAway = false;
      do {
        scheduler.rest();
        turn(0);
      } while (waiting() > 0);
      scheduler.rest();
      var failures = followers.stream().mapToInt(follower -> follower.failures).sum();
      assertThat(meters.get("belfry.read.failures").counter().count())
          .as("failures that were counted")
          .isLessThanOrEqualTo(failures);
      for (var follower : followers) {
        assertThat(follower.isGone || !follower.isWaiting).as("an answer").isTrue();
        if (!wasAway && !broken.contains(follower.user)) {
          assertThat(follower.failures).as("failures of others").isEqualTo(follower.throwing);
        }
      }
    }

    private double waiting() {
      return meters.get("belfry.read.queue").gauge().value();
    }

    private void crowd(int size) {
      for (var i = 0; i < size; i++) {
        var follower = new Follower(UserId.stored("user-" + scheduler.below(6)));
        followers.add(follower);
        follower.ask();
      }
    }

    private void hangUp() {
      if (!followers.isEmpty()) {
        scheduler.oneOf(followers).isGone = true;
      }
    }

    private void trouble() {
      if (scheduler.oneIn(4)) {
        isAway = !isAway;
        wasAway |= isAway;
      } else if (scheduler.oneIn(3)) {
        broken.add(UserId.stored("user-" + scheduler.below(6)));
      }
    }

    /** As one of the threads does it; each of them one batch at a time. */
    private void turn(int thread) {
      if (isBusy[thread] || waiting() == 0) {
        return;
      }
      isBusy[thread] = true;
      try {
        var batch = readers.take();
        scheduler.preempt();
        readers.read(batch);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      } finally {
        isBusy[thread] = false;
      }
    }

    private List<LogPage> source(List<LogQuery> readings) throws SQLException {
      scheduler.check(readings.size() <= READINGS_A_STATEMENT, "statements are bounded");
      Map<UserId, Integer> ofOne = new HashMap<>();
      readings.forEach(query -> ofOne.merge(query.user(), 1, Integer::sum));
      scheduler.check(
          ofOne.values().stream().allMatch(some -> some <= OF_ONE_USER), "nobody takes all room");
      scheduler.check(
          new HashSet<>(readings).size() == readings.size(), "who wants the same is read for once");
      scheduler.preempt();
      if (isAway) {
        if (scheduler.oneIn(3)) {
          throw new OutOfMemoryError("as it comes");
        }
        throw new SQLException("away", "08006");
      }
      if (readings.stream().anyMatch(query -> broken.contains(query.user()))) {
        throw scheduler.oneIn(2)
            ? new SQLException("locked", "55P03")
            : new SQLException("poisoned", "23514");
      }
      scheduler.preempt();
      return readings.stream().map(Run::page).toList();
    }

    /** The page says which reading it is the answer to. */
    private static LogPage page(LogQuery query) {
      var now = new Counts(query.user().value(), query.from().after(), 0, 0, 0);
      return new LogPage(now, false, List.of(), LogPosition.behind(now.cursor()), false);
    }

    /** Asks once more each time it is answered, for a while; some throw when they are told. */
    private final class Follower implements Subscriber {

      private final UserId user;
      private final boolean isThrowing = scheduler.oneIn(10);
      private LogQuery query;
      private int left = scheduler.below(3);
      private boolean isWaiting;
      private boolean isGone;
      private int throwing;
      private int failures;

      Follower(UserId user) {
        this.user = user;
      }

      private void ask() {
        query = LogQuery.changes(user, new Cursor("e", scheduler.below(6)));
        isWaiting = true;
        readers.request(this);
        scheduler.preempt();
      }

      private void answered() {
        scheduler.check(isWaiting, "one answer to each question");
        isWaiting = false;
        if (left-- > 0 && !isGone) {
          ask();
        }
      }

      @Override
      public UserId user() {
        return user;
      }

      @Override
      public LogQuery query() {
        return query;
      }

      @Override
      public boolean isGone() {
        return isGone;
      }

      @Override
      public void read(LogPage page) {
        if (isThrowing) {
          throwing++;
          throw new IllegalStateException("as it comes");
        }
        var isHis =
            page.now().epoch().equals(user.value()) && page.now().head() == query.from().after();
        scheduler.check(isHis, "what is handed on is what was asked for");
        scheduler.preempt();
        answered();
      }

      @Override
      public void failed(Exception reason) {
        failures++;
        answered();
      }

      @Override
      public void announced(Announcement announcement) {
        throw new AssertionError("nobody announces");
      }

      @Override
      public void stands(Announcement head) {
        throw new AssertionError("nobody sweeps");
      }

      @Override
      public void check(long nanos) {}

      @Override
      public void close(CloseCode why) {
        isGone = true;
      }
    }
  }
}
