package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

/** An inbox whose counts are wrong, or that refuses every change, fails nobody else. */
class PoisonedInboxTest {

  private final TestInbox inbox = TestInbox.get();
  private final UserId[] users =
      IntStream.range(0, 9).mapToObj(i -> TestInbox.someone()).toArray(UserId[]::new);
  private final UserId poisoned = users[4];

  private void assertAllAreRight(int unread) {
    for (var user : users) {
      assertThat(inbox.recount.of(user).differences()).as(user.value()).isZero();
      assertThat(inbox.recount.of(user).unread()).as(user.value()).isEqualTo(unread);
    }
  }

  @Test
  void its_own_act_puts_the_counts_right_and_tells_the_readers() throws Exception {
    inbox.send("one", users);
    inbox.send("two", users);
    inbox.poison(poisoned);
    var reader = new Reader(poisoned);
    reader.follow(inbox.log, Integer.MAX_VALUE);
    assertThat(inbox.acts.read(poisoned, List.of(1L), true).unread()).isOne();
    reader.follow(inbox.log, Integer.MAX_VALUE);
    assertThat(reader.unread).isOne();
    assertThat(inbox.recount.of(poisoned).differences()).isZero();
  }

  @Test
  void a_recall_leaves_all_inboxes() throws Exception {
    var id = inbox.send("oops", users).id();
    inbox.poison(poisoned);
    inbox.notifications.recall(id, sender -> true);
    assertAllAreRight(0);
  }

  @Test
  void an_expiry_takes_place_in_all_inboxes() throws Exception {
    var expiresAt = inbox.clock.instant().plus(Duration.ofHours(1));
    inbox.send(inbox.draft("short-lived", null, expiresAt, users));
    inbox.poison(poisoned);
    inbox.clock.advance(Duration.ofHours(2));
    inbox.upkeep.sweep(UUID.randomUUID(), true);
    assertAllAreRight(0);
  }

  @Test
  void a_reader_of_many_gets_them_all() throws Exception {
    var expiresAt = inbox.clock.instant().plus(Duration.ofHours(1));
    inbox.send(inbox.draft("short-lived", null, expiresAt, users));
    inbox.poison(poisoned);
    inbox.clock.advance(Duration.ofHours(2));
    var slices = inbox.log.read(List.of(users).stream().map(u -> LogQuery.unread(u, 0)).toList());
    assertThat(slices).allMatch(page -> page.now().unread() == 0);
  }

  @Test
  void a_collapsing_draft_is_stored_and_its_neighbours_are_too() throws Exception {
    inbox.send(inbox.draft("old", "key", null, users));
    inbox.poison(poisoned);
    var sent =
        List.of(users).stream()
            .map(user -> inbox.sendLater(inbox.draft("new", "key", null, user)))
            .toList();
    sent.forEach(one -> one.toCompletableFuture().join());
    assertAllAreRight(1);
    inbox.poison(poisoned);
    inbox.send(inbox.draft("newest", "key", null, users));
    assertAllAreRight(1);
  }

  @Test
  void one_that_refuses_every_change_fails_alone_and_is_set_aside() throws Exception {
    var expiresAt = inbox.clock.instant().plus(Duration.ofHours(1));
    var lasting = inbox.send("lasting", users).id();
    inbox.send(inbox.draft("short-lived", null, expiresAt, users));
    inbox.execute(
        "alter table inbox add constraint refuses_all check (user_id <> '"
            + poisoned
            + "' or head <= 2) not valid");
    try {
      inbox.clock.advance(Duration.ofHours(2));
      inbox.upkeep.sweep(UUID.randomUUID(), true);
      inbox.upkeep.sweep(UUID.randomUUID(), true);
      for (var user : users) {
        assertThat(inbox.recount.of(user).unread()).isEqualTo(user.equals(poisoned) ? 2 : 1);
      }
      assertThatThrownBy(() -> inbox.notifications.recall(lasting, sender -> true));
      for (var user : users) {
        assertThat(inbox.recount.of(user).unread()).isEqualTo(user.equals(poisoned) ? 2 : 0);
      }
    } finally {
      inbox.execute("alter table inbox drop constraint refuses_all");
    }
    inbox.notifications.recall(lasting, sender -> true);
    assertThat(inbox.acts.counts(poisoned).unread()).isZero();
  }
}
