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
import org.belfry.cluster.Announcer;
import org.belfry.cluster.TestNode;
import org.belfry.inbox.append.AppendTransactions;
import org.belfry.inbox.append.Appender;
import org.belfry.inbox.append.Draft;
import org.belfry.inbox.append.IdempotencyKeyRetention;
import org.belfry.inbox.append.Receipt;
import org.belfry.inbox.read.ChangeLog;
import org.belfry.inbox.read.PageSettings;
import org.belfry.inbox.read.Pages;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;
import org.belfry.worker.Vitals;

/** The whole inbox package on a real PostgreSQL, without a container; one for most tests. */
public final class TestInbox {

  /** A clock that stands where it is set. */
  public static final class SettableClock extends Clock {
    private volatile Duration ahead = Duration.ZERO;

    public void advance(Duration by) {
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

  public final SettableClock clock = new SettableClock();
  final List<Announcement> announced = new CopyOnWriteArrayList<>();
  public final Store store;
  final Announcer bell;
  public final Appender appender;
  public final InboxActions acts;
  final Acknowledgements acknowledgements;
  final Upkeep upkeep;
  public final ChangeLog log;
  public final Notifications notifications;
  public final Recount recount;
  final Isolation isolation;
  final Pace pace = new Pace(settings(1_000));
  public final Pages pages;

  TestInbox(Store store) {
    this.store = store;
    bell = TestNode.on(store).announcer();
    bell.listener(announced::addAll);
    var meters = new SimpleMeterRegistry();
    recount = new Recount(store, bell, meters);
    isolation = new Isolation(recount, meters);
    appender = anotherAppender();
    acts = acts(pace);
    acknowledgements = new Acknowledgements(store);
    upkeep = upkeep(pace);
    log = new ChangeLog(store, upkeep, PAGES, clock);
    notifications = new Notifications(store, new Recall(store, bell, clock, isolation, pace));
    pages = new Pages(store, acts, PAGES);
  }

  public static synchronized TestInbox get() {
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

  public static InboxSettings settings(int portionItems) {
    return new InboxSettings(
        10_000,
        33_554_432,
        1_000,
        Duration.ofSeconds(10),
        portionItems,
        Duration.ofDays(30),
        Duration.ofMinutes(30));
  }

  /** Portions of so many items, and something that happens after each. */
  public static Pace pace(int items, Runnable between) {
    return new Pace(settings(items)) {
      @Override
      Portion begin() {
        return new Portion(items, items, pause -> between.run());
      }
    };
  }

  /** Another session that holds the locks of these inboxes until it is closed. */
  public static Connection lock(UserId... users) throws SQLException {
    var database = TestDatabase.get();
    var session = DriverManager.getConnection(database.url(), database.user(), "");
    session.setAutoCommit(false);
    RowLocks.all(session, List.of(users));
    return session;
  }

  /** Has the counts of an inbox say that it is empty, whatever is in it. */
  void poison(UserId user) throws SQLException {
    execute("update inbox set unread = 0, unseen = 0 where user_id = ?", user);
  }

  int execute(String sql, Object... values) throws SQLException {
    return store.statement(
        Purpose.DUTY,
        connection -> {
          try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
              statement.setObject(
                  i + 1, values[i] instanceof UserId user ? user.value() : values[i]);
            }
            return statement.executeUpdate();
          }
        });
  }

  Upkeep upkeep(Pace pace) {
    return new Upkeep(store, bell, clock, isolation, pace);
  }

  Notifications notifications(Pace pace) {
    return new Notifications(store, new Recall(store, bell, clock, isolation, pace));
  }

  public InboxActions acts(Pace pace) {
    return new InboxActions(
        store, clock, new ActionTransactions(store, bell, clock, recount, pace));
  }

  public Appender anotherAppender() {
    return anotherAppender(settings(1_000));
  }

  /** Another node's, as it were. */
  public Appender anotherAppender(InboxSettings settings) {
    var another = idleAppender(settings);
    another.start();
    return another;
  }

  /** One that has not begun to commit. */
  public Appender idleAppender(InboxSettings settings) {
    var meters = new SimpleMeterRegistry();
    return new Appender(
        new AppendTransactions(store, bell, clock, recount, meters),
        settings,
        Runnable::run,
        new Vitals(TestInbox::thread, meters),
        meters);
  }

  public Retention retention() {
    return retention(pace);
  }

  Retention retention(Pace pace) {
    return new Retention(store, settings(1_000), clock, isolation, pace);
  }

  public IdempotencyKeyRetention keyRetention() {
    return new IdempotencyKeyRetention(store, clock);
  }

  public static UserId someone() {
    return UserId.stored("user-" + UUID.randomUUID());
  }

  public Draft draft(String title, String collapseKey, Instant expiresAt, UserId... recipients) {
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

  public CompletionStage<Receipt> sendLater(Draft draft) {
    return appender.append(draft, null);
  }

  public Receipt send(Draft draft) {
    return sendLater(draft).toCompletableFuture().join();
  }

  public Receipt send(String title, UserId... recipients) {
    return send(draft(title, null, null, recipients));
  }
}
