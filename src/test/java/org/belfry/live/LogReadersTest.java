package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.belfry.inbox.Counts;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogPosition;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.belfry.worker.Vitals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogReadersTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Vitals vitals = new Vitals(Thread::new, meters);
  private final CountDownLatch allAreThere = new CountDownLatch(1);
  private final AtomicInteger statements = new AtomicInteger();
  private LogReaders readers;

  @AfterEach
  void stop() throws InterruptedException {
    readers.stop();
  }

  /** Reads nothing of anybody; fails as told when one of the readings is of "poisoned". */
  private LogReaders reading(Throwable failure) {
    readers =
        new LogReaders(
            readings -> {
              statements.incrementAndGet();
              if (readings.stream().anyMatch(query -> query.user().value().equals("poisoned"))) {
                sneak(failure);
              }
              return readings.stream().map(LogReadersTest::nothing).toList();
            },
            vitals,
            meters);
    return readers;
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  private static LogPage nothing(LogQuery query) {
    var now = new Counts("e", 9, 0, 0, 0);
    return new LogPage(now, false, List.of(), LogPosition.behind(now.cursor()), false);
  }

  private List<FakeFollower> request(int innocent) {
    var followers = new ArrayList<FakeFollower>();
    for (var i = 0; i < innocent; i++) {
      followers.add(
          new FakeFollower(
              UserId.stored("user-" + i),
              LogQuery.changes(UserId.stored("user-" + i), new Cursor("e", 1))));
    }
    followers.add(
        innocent / 2,
        new FakeFollower(
            UserId.stored("poisoned"),
            LogQuery.changes(UserId.stored("poisoned"), new Cursor("e", 1))));
    followers.forEach(readers::request);
    readers.start();
    return followers;
  }

  private void onlyThePoisonedFails(Throwable failure) {
    reading(failure);
    var followers = request(63);
    await().until(() -> followers.stream().allMatch(follower -> follower.told.size() == 1));
    for (var follower : followers) {
      assertThat(follower.told)
          .containsExactly(follower.user().value().equals("poisoned") ? "failed" : "read 9");
    }
    assertThat(meters.counter("belfry.read.failures").count()).isEqualTo(1);
  }

  @Test
  void an_inbox_that_breaks_a_constraint_fails_alone() {
    onlyThePoisonedFails(new SQLException("check", "23514"));
    assertThat(statements.get()).isLessThan(20);
  }

  @Test
  void an_inbox_that_is_locked_fails_alone() {
    onlyThePoisonedFails(new SQLException("lock", "55P03"));
  }

  @Test
  void what_can_not_be_made_of_one_inbox_fails_alone() {
    onlyThePoisonedFails(new IllegalStateException("as it comes"));
  }

  @Test
  void a_database_out_of_reach_is_not_asked_again_for_each() {
    reading(new SQLException("away", "08006"));
    var followers = request(63);
    await().until(() -> followers.stream().allMatch(follower -> follower.told.size() == 1));
    assertThat(statements.get()).isLessThan(10);
  }

  @Test
  void an_error_ends_no_thread_and_one_who_can_not_take_his_page_keeps_nobody_from_his() {
    reading(new OutOfMemoryError("as it comes"));
    var poisoned =
        new FakeFollower(
            UserId.stored("poisoned"),
            LogQuery.changes(UserId.stored("poisoned"), new Cursor("e", 1)));
    readers.request(poisoned);
    readers.start();
    await().until(() -> poisoned.told.contains("failed"));
    var broken =
        new FakeFollower(
            UserId.stored("ada"), LogQuery.changes(UserId.stored("ada"), new Cursor("e", 1)));
    broken.broken = true;
    var beside =
        new FakeFollower(
            UserId.stored("ada"), LogQuery.changes(UserId.stored("ada"), new Cursor("e", 1)));
    readers.request(broken);
    readers.request(beside);
    await().until(() -> beside.told.contains("read 9"));
    await().until(() -> broken.told.contains("failed"));
    assertThat(vitals.troubles()).isEmpty();
  }
}
