package org.belfry.inbox.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.belfry.inbox.InboxSettings;
import org.belfry.inbox.TestInbox;
import org.belfry.inbox.read.LogQuery;
import org.belfry.json.Json;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;

/** Appends that meet a locked inbox. */
class DeferredDraftsTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  private final TestInbox inbox = TestInbox.get();
  private final UserId locked = TestInbox.someone();
  private final UserId second = TestInbox.someone();
  private final UserId third = TestInbox.someone();

  private CompletableFuture<Receipt> send(Appender appender, String title, UserId... to) {
    return appender.append(inbox.draft(title, null, null, to), null).toCompletableFuture();
  }

  private List<String> titles(UserId user) throws Exception {
    var titles = new ArrayList<String>();
    for (var entry :
        inbox.log.read(List.of(LogQuery.changes(user, new Cursor(null, 0)))).get(0).changes()) {
      titles.add(Json.parse(entry.frame().json()).at("/item/title").asText());
    }
    return titles;
  }

  @Test
  void a_locked_inbox_holds_up_only_what_is_for_it_and_what_has_to_come_after() throws Exception {
    List.of(locked, second, third).forEach(user -> inbox.send("first", user));
    CompletableFuture<Receipt> a;
    CompletableFuture<Receipt> c;
    CompletableFuture<Receipt> d;
    CompletableFuture<Receipt> e;
    CompletableFuture<Receipt> f;
    try (var lock = TestInbox.lock(locked)) {
      var appender = inbox.idleAppender(TestInbox.settings(1_000));
      a = send(appender, "a", locked);
      var b = send(appender, "b", second);
      c = send(appender, "c", third, locked);
      d = send(appender, "d", third);
      appender.start();
      assertThat(b).succeedsWithin(SOON);
      // others later, in a batch of their own
      assertThat(send(appender, "to somebody new", TestInbox.someone())).succeedsWithin(SOON);
      e = send(appender, "e", locked, second);
      f = send(appender, "f", third);
      assertThat(send(appender, "to another", TestInbox.someone())).succeedsWithin(SOON);
      assertThat(List.of(a, c, d, e, f)).noneMatch(CompletableFuture::isDone);
      lock.rollback();
    }
    for (var deferred : List.of(a, c, d, e, f)) {
      assertThat(deferred).succeedsWithin(SOON);
    }
    assertThat(titles(locked)).containsExactly("first", "a", "c", "e");
    assertThat(titles(second)).containsExactly("first", "b", "e");
    assertThat(titles(third)).containsExactly("first", "c", "d", "f");
    assertThat(inbox.recount.of(locked).differences()).isZero();
  }

  @Test
  void many_locked_inboxes_cost_the_others_one_wait() throws Exception {
    var users = IntStream.range(0, 40).mapToObj(i -> TestInbox.someone()).toArray(UserId[]::new);
    inbox.send("first", users);
    try (var lock = TestInbox.lock(users)) {
      var appender = inbox.idleAppender(TestInbox.settings(1_000));
      var held = IntStream.range(0, 40).mapToObj(i -> send(appender, "n", users[i])).toList();
      var free = send(appender, "n", second);
      appender.start();
      assertThat(free).succeedsWithin(SOON);
      assertThat(held).noneMatch(CompletableFuture::isDone);
      lock.rollback();
      held.forEach(one -> assertThat(one).succeedsWithin(SOON));
    }
  }

  @Test
  void a_draft_waits_for_a_bounded_time_and_is_not_stored_then() throws Exception {
    inbox.send("first", locked);
    var settings =
        new InboxSettings(
            10_000,
            1 << 20,
            1_000,
            Duration.ofMillis(600),
            100,
            Duration.ofDays(30),
            Duration.ofMinutes(30));
    var key = new IdempotencyKey("tests", TestInbox.someone().value(), new byte[] {1});
    var draft = inbox.draft("keyed", null, null, locked, second);
    var appender = inbox.anotherAppender(settings);
    try (var lock = TestInbox.lock(locked)) {
      var first = appender.append(draft, key).toCompletableFuture();
      var behind = IntStream.range(0, 40).mapToObj(i -> send(appender, "n", locked)).toList();
      assertThatThrownBy(() -> appender.append(draft, key))
          .as("it is still running")
          .hasMessageContaining("still running");
      assertThatThrownBy(first::join)
          .cause()
          .isInstanceOfSatisfying(
              Problem.class,
              problem -> {
                assertThat(problem.code()).isEqualTo("overloaded");
                assertThat(problem.retryAfterSeconds()).isNotNull();
              });
      behind.forEach(one -> assertThat(one).failsWithin(Duration.ofSeconds(3)));
      lock.rollback();
    }
    assertThat(titles(locked)).containsExactly("first");
    var again = appender.append(draft, key).toCompletableFuture();
    assertThat(again).succeedsWithin(SOON).matches(stored -> !stored.replayed());
    assertThat(titles(locked)).containsExactly("first", "keyed");
    assertThat(titles(second)).containsExactly("keyed");
  }

  @Test
  void a_key_is_honoured_where_its_inbox_was_locked() throws Exception {
    inbox.send("first", locked);
    var key = new IdempotencyKey("tests", TestInbox.someone().value(), new byte[] {1});
    var draft = inbox.draft("keyed", null, null, locked);
    CompletableFuture<Receipt> first;
    try (var lock = TestInbox.lock(locked)) {
      first = inbox.appender.append(draft, key).toCompletableFuture();
      assertThat(send(inbox.appender, "n", second)).succeedsWithin(SOON);
      lock.rollback();
    }
    assertThat(first).succeedsWithin(SOON);
    var again = inbox.draft("keyed", null, null, locked);
    assertThat(inbox.appender.append(again, key).toCompletableFuture())
        .succeedsWithin(SOON)
        .matches(stored -> stored.replayed() && stored.id().equals(first.join().id()));
    assertThat(titles(locked)).containsExactly("first", "keyed");
  }

  @Test
  void a_collapsing_draft_waits_for_its_locked_inbox_alone() throws Exception {
    inbox.send(inbox.draft("old", "key", null, locked));
    CompletableFuture<Receipt> held;
    try (var lock = TestInbox.lock(locked)) {
      held = inbox.sendLater(inbox.draft("new", "key", null, locked)).toCompletableFuture();
      var free = inbox.draft("n", "key", null, second);
      assertThat(inbox.sendLater(free).toCompletableFuture()).succeedsWithin(SOON);
      assertThat(held).isNotDone();
      lock.rollback();
    }
    assertThat(held).succeedsWithin(SOON);
    assertThat(inbox.acts.counts(locked).unread()).isOne();
  }

  @Test
  void what_waits_for_a_lock_is_stored_or_refused_before_the_appender_stops() throws Exception {
    inbox.send("first", locked);
    var appender = inbox.anotherAppender(TestInbox.settings(1_000));
    CompletableFuture<Receipt> held;
    try (var lock = TestInbox.lock(locked)) {
      held = send(appender, "n", locked);
      assertThat(send(appender, "n", second)).succeedsWithin(SOON);
      appender.drain(Duration.ofMillis(300));
      assertThat(held).isCompletedExceptionally();
      lock.rollback();
    }
    // the last try was awaited, so what was refused is not stored
    assertThat(titles(locked)).containsExactly("first");
  }

  @Test
  void the_queue_is_bounded_by_bytes_and_who_finds_it_full_is_told_to_come_back() {
    var settings =
        new InboxSettings(
            10_000,
            1 << 20,
            1_000,
            Duration.ofSeconds(10),
            100,
            Duration.ofDays(30),
            Duration.ofMinutes(30));
    var appender = inbox.idleAppender(settings);
    var large = "x".repeat(60_000);
    var taken = new ArrayList<CompletableFuture<Receipt>>();
    assertThatThrownBy(
            () -> {
              while (taken.size() < 1_000) {
                taken.add(send(appender, large, second));
              }
            })
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo("overloaded");
              assertThat(problem.status()).isEqualTo(503);
              assertThat(problem.retryAfterSeconds()).isNotNull();
            });
    assertThat(taken).hasSizeBetween(5, 20);
    appender.start();
    taken.forEach(one -> assertThat(one).succeedsWithin(SOON));
  }
}
