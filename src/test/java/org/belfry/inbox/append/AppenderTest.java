package org.belfry.inbox.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.belfry.inbox.TestInbox;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogQuery;
import org.belfry.inbox.read.PageQuery;
import org.belfry.json.Json;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.store.Purpose;
import org.junit.jupiter.api.Test;

class AppenderTest {

  private final TestInbox inbox = TestInbox.get();

  @Test
  void many_senders_to_one_inbox_take_gapless_numbers_in_order() throws Exception {
    var user = TestInbox.someone();
    var senders = Executors.newFixedThreadPool(8);
    try {
      var sent =
          IntStream.range(0, 800)
              .mapToObj(i -> CompletableFuture.runAsync(() -> inbox.send("n" + i, user), senders))
              .toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(sent).join();
    } finally {
      senders.shutdown();
    }
    var heads = new ArrayList<Long>();
    var query = LogQuery.changes(user, new Cursor(null, 0));
    LogPage slice;
    do {
      slice = inbox.log.read(List.of(query)).get(0);
      slice.changes().forEach(entry -> heads.add(entry.head()));
      query = query.from(slice);
    } while (slice.more());
    assertThat(heads).containsExactlyElementsOf(LongStream.rangeClosed(1, 800).boxed().toList());
    assertThat(slice.now().unread()).isEqualTo(800);
    assertThat(inbox.recount.of(user).differences()).isZero();
  }

  @Test
  void one_draft_to_many_is_one_content_and_an_item_each() {
    var users = IntStream.range(0, 500).mapToObj(i -> TestInbox.someone()).toArray(UserId[]::new);
    var id = inbox.send("to all", users).id();
    assertThat(inbox.notifications.report(id, sender -> true).recipients()).isEqualTo(500);
    assertThat(inbox.acts.counts(users[499]).unread()).isOne();
  }

  @Test
  void a_draft_that_the_database_refuses_does_not_fail_its_neighbours() {
    var user = TestInbox.someone();
    var good = new ArrayList<CompletableFuture<Receipt>>();
    CompletableFuture<Receipt> bad = null;
    for (var i = 0; i < 20; i++) {
      var title = i == 7 ? "not storable: \0" : "fine";
      var sent = inbox.sendLater(inbox.draft(title, null, null, user)).toCompletableFuture();
      if (i == 7) {
        bad = sent;
      } else {
        good.add(sent);
      }
    }
    good.forEach(CompletableFuture::join);
    assertThatThrownBy(bad::join).hasCauseInstanceOf(Problem.class);
    assertThat(inbox.acts.counts(user).unread()).isEqualTo(19);
  }

  @Test
  void what_waits_is_committed_and_answered_before_the_appender_stops() throws Exception {
    var user = TestInbox.someone();
    var stopping = inbox.anotherAppender();
    var sent = new ArrayList<CompletableFuture<Receipt>>();
    for (var i = 0; i < 300; i++) {
      sent.add(stopping.append(inbox.draft("n", null, null, user), null).toCompletableFuture());
    }
    stopping.drain(Duration.ofSeconds(10));
    assertThat(sent).allMatch(CompletableFuture::isDone);
    assertThat(inbox.acts.counts(user).unread()).isEqualTo(300);
    assertThatThrownBy(() -> stopping.append(inbox.draft("n", null, null, user), null))
        .isInstanceOf(Problem.class);
  }

  @Test
  void a_key_makes_a_second_request_the_same_and_refuses_another_body() {
    var user = TestInbox.someone();
    var key = new IdempotencyKey("tests", user.value(), new byte[] {1});
    var first = inbox.appender.append(inbox.draft("one", null, null, user), key);
    var id = first.toCompletableFuture().join().id();
    var second =
        inbox.appender.append(inbox.draft("one", null, null, user), key).toCompletableFuture();
    assertThat(second.join().id()).isEqualTo(id);
    assertThat(second.join().replayed()).isTrue();
    var other = new IdempotencyKey("tests", user.value(), new byte[] {2});
    assertThatThrownBy(
            () ->
                inbox
                    .appender
                    .append(inbox.draft("two", null, null, user), other)
                    .toCompletableFuture()
                    .join())
        .hasRootCauseInstanceOf(Problem.class)
        .hasStackTraceContaining("another request body");
    assertThat(inbox.acts.counts(user).unread()).isOne();
  }

  @Test
  void a_key_is_forgotten_after_its_day_and_not_before() throws Exception {
    var old = new IdempotencyKey("tests", TestInbox.someone().value(), new byte[] {1});
    var young = new IdempotencyKey("tests", TestInbox.someone().value(), new byte[] {1});
    keep(old);
    multiply(old, 1_500);
    inbox.clock.advance(Duration.ofHours(13));
    keep(young);
    inbox.clock.advance(Duration.ofHours(12));
    var keys = inbox.keyRetention();
    assertThat(keys.forgetBatch()).as("there may be more").isTrue();
    while (keys.forgetBatch()) {
      // until there is no old one left
    }
    assertThat(stored(old)).isZero();
    assertThat(stored(young)).isOne();
  }

  private void keep(IdempotencyKey key) {
    var draft = inbox.draft("n", null, null, TestInbox.someone());
    inbox.appender.append(draft, key).toCompletableFuture().join();
  }

  /** So many more keys of the same age, which begin with this one. */
  private void multiply(IdempotencyKey key, int copies) throws Exception {
    inbox.store.statement(
        Purpose.ACTION,
        connection -> {
          try (var statement =
              connection.prepareStatement(
                  "insert into idempotency (sender, key, body_hash, notification_id, recipients,"
                      + " created_at) select sender, key || '-' || copy, body_hash,"
                      + " notification_id, recipients, created_at"
                      + " from idempotency, generate_series(1, ?) copy where key = ?")) {
            statement.setInt(1, copies);
            statement.setString(2, key.name().key());
            return statement.executeUpdate();
          }
        });
  }

  /** How many there are of a key and of its copies. */
  private int stored(IdempotencyKey key) throws Exception {
    return inbox.store.statement(
        Purpose.ACTION,
        connection -> {
          try (var statement =
              connection.prepareStatement(
                  "select count(*) from idempotency where sender = ? and starts_with(key, ?)")) {
            statement.setString(1, key.name().sender());
            statement.setString(2, key.name().key());
            var rows = statement.executeQuery();
            rows.next();
            return rows.getInt(1);
          }
        });
  }

  @Test
  void a_collapsing_draft_replaces_the_unread_item_of_its_key_in_a_pair_of_changes() {
    var user = TestInbox.someone();
    for (var i = 0; i < 3; i++) {
      inbox.send(inbox.draft("liked " + i, "like:1", null, user));
    }
    inbox.send(inbox.draft("another", "like:2", null, user));
    var counts = inbox.acts.counts(user);
    assertThat(counts.unread()).isEqualTo(2);
    assertThat(counts.head()).isEqualTo(6);
    var page = page(user);
    assertThat(page.get("items")).hasSize(2);
    assertThat(page.at("/items/1/count").asInt()).isEqualTo(3);
    assertThat(page.at("/items/1/seq").asInt()).isEqualTo(5);
    assertThat(inbox.recount.of(user).differences()).isZero();
  }

  @Test
  void collapsing_drafts_of_one_batch_replace_each_other() {
    var user = TestInbox.someone();
    var sent = new ArrayList<CompletableFuture<Receipt>>();
    for (var i = 0; i < 50; i++) {
      sent.add(inbox.sendLater(inbox.draft("x" + i, "key", null, user)).toCompletableFuture());
    }
    sent.forEach(CompletableFuture::join);
    assertThat(page(user).at("/items/0/count").asInt()).isEqualTo(50);
    assertThat(inbox.acts.counts(user).unread()).isOne();
    assertThat(inbox.acts.counts(user).head()).isEqualTo(99);
  }

  @Test
  void a_read_item_is_not_replaced() {
    var user = TestInbox.someone();
    inbox.send(inbox.draft("first", "key", null, user));
    inbox.acts.read(user, List.of(1L), true);
    inbox.send(inbox.draft("second", "key", null, user));
    assertThat(page(user).get("items")).hasSize(2);
    assertThat(page(user).at("/items/0/count").asInt()).isOne();
  }

  @Test
  void an_expired_item_leaves_before_anybody_sees_it() {
    var user = TestInbox.someone();
    var expiresAt = inbox.clock.instant().plus(Duration.ofHours(1));
    inbox.send(inbox.draft("short-lived", null, expiresAt, user));
    inbox.send("lasting", user);
    assertThat(inbox.acts.counts(user).unread()).isEqualTo(2);
    inbox.clock.advance(Duration.ofHours(2));
    assertThat(inbox.acts.counts(user).unread()).isOne();
    assertThat(inbox.acts.counts(user).head()).isEqualTo(3);
    assertThat(page(user).get("items")).hasSize(1);
  }

  private com.fasterxml.jackson.databind.JsonNode page(UserId user) {
    try {
      return Json.parse(
          inbox.pages.page(user, new PageQuery(PageQuery.State.ALL, null, Long.MAX_VALUE, 50)));
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }
}
