package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.belfry.inbox.append.IdempotencyKey;
import org.belfry.inbox.append.Receipt;
import org.belfry.json.Json;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

/** What has expired and was not swept yet is in no count that an append gives. */
class DueInboxTest {

  private final TestInbox inbox = TestInbox.get();
  private final UserId user = TestInbox.someone();

  private void leaveSomethingDue(UserId... users) {
    var soon = inbox.clock.instant().plus(Duration.ofMinutes(1));
    inbox.send(inbox.draft("short-lived", "key", soon, users));
    inbox.clock.advance(Duration.ofMinutes(2));
  }

  /** So many; announcing is somebody else's thread. */
  private List<JsonNode> frames(UserId whose, int count) {
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                inbox.announced.stream()
                    .filter(announcement -> announcement.user().equals(whose))
                    .map(announcement -> Json.parse(announcement.frame().json()))
                    .toList(),
            frames -> frames.size() >= count);
  }

  private void assertThatTheOldOneLeftFirst(UserId whose) {
    var frames = frames(whose, 3);
    assertThat(frames).hasSize(3);
    assertThat(frames.get(1).get("event").asText()).isEqualTo("removed");
    assertThat(frames.get(1).get("head").asInt()).isEqualTo(2);
    assertThat(frames.get(2).get("event").asText()).isEqualTo("notification");
    assertThat(frames.get(2).get("head").asInt()).isEqualTo(3);
    assertThat(frames.get(2).get("unread").asInt()).isOne();
    assertThat(frames.get(2).get("unseen").asInt()).isOne();
    assertThat(inbox.acts.counts(whose).head()).isEqualTo(3);
    assertThat(inbox.recount.of(whose).differences()).isZero();
  }

  @Test
  void an_arrival_does_not_count_it() {
    leaveSomethingDue(user);
    inbox.send("new", user);
    assertThatTheOldOneLeftFirst(user);
  }

  @Test
  void nor_do_the_arrivals_of_a_batch_of_which_one_inbox_is_due() {
    var other = TestInbox.someone();
    leaveSomethingDue(user);
    inbox.send("new", user, other);
    assertThatTheOldOneLeftFirst(user);
    assertThat(frames(other, 1)).hasSize(1);
    assertThat(inbox.acts.counts(other).unread()).isOne();
  }

  @Test
  void nor_those_of_a_request_with_a_key_that_is_stored_once() {
    leaveSomethingDue(user);
    var key = new IdempotencyKey("tests", user.value(), new byte[] {1});
    var draft = inbox.draft("new", null, null, user);
    var first = inbox.appender.append(draft, key).toCompletableFuture().join();
    var again = inbox.draft("new", null, null, user);
    assertThat(inbox.appender.append(again, key).toCompletableFuture().join().id())
        .isEqualTo(first.id());
    assertThatTheOldOneLeftFirst(user);
  }

  @Test
  void what_collapses_does_not_stand_for_it() {
    leaveSomethingDue(user);
    inbox.send(inbox.draft("new", "key", null, user));
    assertThatTheOldOneLeftFirst(user);
    assertThat(frames(user, 3).get(2).at("/item/count").asInt()).isOne();
  }

  @Test
  void many_at_once_find_each_inbox_right() {
    var users = new UserId[20];
    for (var i = 0; i < users.length; i++) {
      users[i] = TestInbox.someone();
    }
    leaveSomethingDue(users);
    var sent = new ArrayList<CompletableFuture<Receipt>>();
    for (var round = 0; round < 5; round++) {
      for (var one : users) {
        sent.add(inbox.sendLater(inbox.draft("n", null, null, one)).toCompletableFuture());
      }
    }
    sent.forEach(CompletableFuture::join);
    for (var one : users) {
      assertThat(inbox.acts.counts(one).unread()).isEqualTo(5);
      var unread = frames(one, 7).stream().map(frame -> frame.get("unread").asInt()).toList();
      assertThat(unread).containsExactly(1, 0, 1, 2, 3, 4, 5);
    }
  }
}
