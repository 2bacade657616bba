package org.belfry.inbox;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import org.belfry.store.Store;

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
  final Expiry expiry;
  final ChangeLog log;
  final Notifications notifications;
  final Recount recount;
  final Pages pages;

  TestInbox(Store store) {
    this.store = store;
    bell = TestNode.on(store).bell();
    bell.listener(announced::addAll);
    appender = anotherAppender();
    acts = new Acts(store, bell, clock);
    expiry = new Expiry(store, bell, clock);
    log = new ChangeLog(store, expiry, PAGES, clock);
    notifications = new Notifications(store, bell, clock);
    recount = new Recount(store);
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

  Appender anotherAppender() {
    var settings = new InboxSettings(10_000, 1_000, Duration.ofDays(30));
    return new Appender(
        store, bell, settings, clock, Runnable::run, TestInbox::thread, new SimpleMeterRegistry());
  }

  Retention retention() {
    return new Retention(store, new InboxSettings(10, 10, Duration.ofDays(30)), clock);
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
