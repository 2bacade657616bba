package org.belfry.inbox;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.belfry.TestDatabase;
import org.belfry.cluster.Announcement;
import org.belfry.cluster.Bell;
import org.belfry.cluster.TestNode;
import org.belfry.store.Purpose;
import org.belfry.store.Store;
import org.belfry.worker.Vitals;

/** The whole inbox package on a real PostgreSQL, without a container; one for most tests. */
final class TestInbox {

  /** A clock that stands where it is set. */
  static final class SettableClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    void advance(Duration by) {
      ahead = ahead.plus(by);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new AssertionError("nobody asks for another zone");
    }
  }

  static final PageSettings PAGES = new PageSettings(100_000);

  private static TestInbox only;

  final SettableClock clock = new SettableClock();
  final List<Announcement> announced = new CopyOnWriteArrayList<>();
  final Store store;
  final Bell bell;
  final Appender appender;
  final Acts acts;
  final Acknowledgements acknowledgements;
  final Expiry expiry;
  final ChangeLog log;
  final Notifications notifications;
  final Recount recount;
  final Isolation isolation;
  final Pace pace = new Pace(settings(1_000));
  final Pages pages;

  TestInbox(Store store) {
    this.store = store;
    bell = TestNode.on(store).bell();
    bell.listener(announced::addAll);
    var meters = new SimpleMeterRegistry();
    recount = new Recount(store, bell, meters);
    isolation = new Isolation(recount, meters);
    appender = anotherAppender();
    acts = acts(pace);
    acknowledgements = new Acknowledgements(store);
    expiry = expiry(pace);
    log = new ChangeLog(store, expiry, PAGES, clock);
    notifications = new Notifications(store, new Recall(store, bell, clock, isolation, pace));
    pages = new Pages(store, acts, PAGES);
  }

  static synchronized TestInbox get() {
    if (only == null) {
      only = new TestInbox(TestDatabase.store());
    }
    return only;
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  static InboxSettings settings(int portionItems) {
    return new InboxSettings(
        10_000, 33_554_432, 1_000, Duration.ofSeconds(10), portionItems, Duration.ofDays(30));
  }

  /** Portions of so many items, and something that happens after each. */
  static Pace pace(int items, Runnable between) {
    return new Pace(settings(items)) {
      @Override
      Portion begin() {
        return new Portion(items, items, pause -> between.run());
      }
    };
  }

  /** Another session that holds the locks of these inboxes until it is closed. */
  static Connection lock(String... users) throws SQLException {
    var database = TestDatabase.get();
    var session = DriverManager.getConnection(database.url(), database.user(), "");
    session.setAutoCommit(false);
    RowLocks.all(session, List.of(users));
    return session;
  }

  /** Has the counts of an inbox say that it is empty, whatever is in it. */
  void poison(String user) throws SQLException {
    execute("update inbox set unread = 0, unseen = 0 where user_id = ?", user);
  }

  int execute(String sql, Object... values) throws SQLException {
    return store.statement(
        Purpose.DUTY,
        connection -> {
          try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
              statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
          }
        });
  }

  Expiry expiry(Pace pace) {
    return new Expiry(store, bell, clock, isolation, pace);
  }

  Notifications notifications(Pace pace) {
    return new Notifications(store, new Recall(store, bell, clock, isolation, pace));
  }

  Acts acts(Pace pace) {
    return new Acts(store, clock, new ActTransactions(store, bell, clock, recount, pace));
  }

  Appender anotherAppender() {
    return anotherAppender(settings(1_000));
  }

  /** Another node's, as it were. */
  Appender anotherAppender(InboxSettings settings) {
    var another = idleAppender(settings);
    another.start();
    return another;
  }

  /** One that has not begun to commit. */
  Appender idleAppender(InboxSettings settings) {
    var meters = new SimpleMeterRegistry();
    return new Appender(
        new AppendTransactions(store, bell, clock, recount, meters),
        settings,
        Runnable::run,
        new Vitals(TestInbox::thread, meters),
        meters);
  }

  Retention retention() {
    return retention(pace);
  }

  Retention retention(Pace pace) {
    return new Retention(store, settings(1_000), clock, isolation, pace);
  }

  IdempotencyKeyRetention keyRetention() {
    return new IdempotencyKeyRetention(store, clock);
  }

  static String someone() {
    return "user-" + UUID.randomUUID();
  }

  Draft draft(String title, String collapseKey, Instant expiresAt, String... recipients) {
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var content =
        new Content(
            NotificationIds.next(now),
            "test",
            title,
            null,
            null,
            null,
            Priority.NORMAL,
            now,
            expiresAt);
    return new Draft("tests", content, List.of(recipients), collapseKey);
  }

  CompletionStage<Appended> sendLater(Draft draft) {
    return appender.append(draft, null);
  }

  Appended send(Draft draft) {
    return sendLater(draft).toCompletableFuture().join();
  }

  Appended send(String title, String... recipients) {
    return send(draft(title, null, null, recipients));
  }
}
