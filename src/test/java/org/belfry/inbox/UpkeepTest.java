package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.append.IdempotencyKey;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.store.Purpose;
import org.junit.jupiter.api.Test;

/** Recalls, purges and the expiry: in portions, with an eye to who else is there. */
class UpkeepTest {

  private final TestInbox inbox = TestInbox.get();

  private static UserId[] people(int count) {
    return IntStream.range(0, count).mapToObj(i -> TestInbox.someone()).toArray(UserId[]::new);
  }

  @Test
  void a_recall_lets_the_locks_go_between_its_portions() {
    var users = people(35);
    var id = inbox.send("oops", users).id();
    var pauses = new AtomicInteger();
    var pace =
        TestInbox.pace(
            10,
            () -> {
              pauses.incrementAndGet();
              var all = inbox.draft("meanwhile", null, null, users);
              assertThat(inbox.sendLater(all)).succeedsWithin(Duration.ofSeconds(5));
            });
    inbox.notifications(pace).recall(id, sender -> true);
    assertThat(pauses).hasValue(3);
    for (var user : users) {
      assertThat(inbox.acts.counts(user).unread()).isEqualTo(3);
      assertThat(inbox.recount.of(user).differences()).isZero();
    }
  }

  @Test
  void of_two_recalls_at_once_one_is_told_that_there_is_nothing_to_recall() {
    var id = inbox.send("oops", people(20)).id();
    var others = new ArrayList<Throwable>();
    var pace =
        TestInbox.pace(
            10,
            () -> {
              try {
                inbox.notifications.recall(id, sender -> true);
                others.add(null);
              } catch (Problem e) {
                others.add(e);
              }
            });
    assertThatThrownBy(() -> inbox.notifications(pace).recall(id, sender -> true))
        .hasMessageContaining("no such notification");
    assertThat(others).containsExactly((Throwable) null);
  }

  @Test
  void a_recall_that_meets_a_locked_inbox_does_the_others_and_is_done_by_asking_again()
      throws Exception {
    var users = people(10);
    var id = inbox.send("oops", users).id();
    try (var lock = TestInbox.lock(users[0])) {
      assertThatThrownBy(() -> inbox.notifications.recall(id, sender -> true))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.status()).isEqualTo(503));
      lock.rollback();
    }
    assertThat(inbox.acts.counts(users[0]).unread()).isOne();
    assertThat(inbox.acts.counts(users[9]).unread()).isZero();
    inbox.notifications.recall(id, sender -> true);
    assertThat(inbox.acts.counts(users[0]).unread()).isZero();
  }

  /** What a lock leaves in a row, also after its end. */
  private List<String> lockers(UserId... users) throws Exception {
    return inbox.store.statement(
        Purpose.DUTY,
        connection -> {
          try (var statement =
              connection.prepareStatement(
                  "select xmax::text from inbox where user_id = any (?) order by user_id")) {
            statement.setArray(1, connection.createArrayOf("text", UserId.values(List.of(users))));
            var found = new ArrayList<String>();
            var rows = statement.executeQuery();
            while (rows.next()) {
              found.add(rows.getString(1));
            }
            return found;
          }
        });
  }

  @Test
  void a_purge_with_nothing_to_purge_locks_nothing() throws Exception {
    var users = people(20);
    inbox.send("old and unread", users);
    inbox.clock.advance(Duration.ofDays(31));
    var before = lockers(users);
    var retention = inbox.retention();
    while (retention.purgeBatch()) {
      // on to the young ones
    }
    assertThat(lockers(users)).hasSize(20).isEqualTo(before);
  }

  @Test
  void a_purge_goes_in_portions_passes_over_who_is_locked_and_comes_again() throws Exception {
    var users = people(35);
    var id = inbox.send("old", users).id();
    for (var user : users) {
      inbox.acts.remove(user, List.of(1L));
    }
    inbox.clock.advance(Duration.ofDays(31));
    var pauses = new AtomicInteger();
    var pace =
        TestInbox.pace(
            10,
            () -> {
              pauses.incrementAndGet();
              var all = inbox.draft("meanwhile", null, null, users[1], users[34]);
              assertThat(inbox.sendLater(all)).succeedsWithin(Duration.ofSeconds(5));
            });
    var retention = inbox.retention(pace);
    try (var lock = TestInbox.lock(users[0])) {
      while (retention.purgeBatch()) {
        // on to the young ones
      }
      lock.rollback();
    }
    assertThat(pauses).hasValueGreaterThanOrEqualTo(4);
    assertThat(items(id)).isOne();
    while (retention.purgeBatch()) {
      // the one that was locked
    }
    assertThat(items(id)).isZero();
    assertThat(inbox.execute("update notification set recalled_at = null where id = ?", id))
        .as("its content is gone, too")
        .isZero();
  }

  private int items(UUID id) throws Exception {
    return inbox.execute("update item set count = count where notification_id = ?", id);
  }

  @Test
  void a_key_whose_notification_was_purged_is_answered_as_before() throws Exception {
    var user = TestInbox.someone();
    var key = new IdempotencyKey("tests", user.value(), new byte[] {1});
    var first =
        inbox.appender.append(inbox.draft("n", null, null, user), key).toCompletableFuture().join();
    inbox.execute("delete from notification where id = ?", first.id());
    var again = inbox.appender.append(inbox.draft("n", null, null, user), key);
    var neighbour = inbox.sendLater(inbox.draft("n", null, null, TestInbox.someone()));
    assertThat(neighbour.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(5));
    assertThat(again.toCompletableFuture())
        .succeedsWithin(Duration.ofSeconds(5))
        .matches(stored -> stored.replayed() && stored.id().equals(first.id()));
  }

  @Test
  void the_expiry_comes_first_to_those_who_listen_and_to_the_others_where_it_is_in_charge()
      throws Exception {
    var node = UUID.randomUUID();
    var others = people(DueInboxes.MOST + 50);
    var listener = TestInbox.someone();
    var first = inbox.clock.instant().plus(Duration.ofHours(1));
    inbox.send(inbox.draft("short-lived", null, first, others));
    inbox.send(inbox.draft("short-lived", null, first.plusSeconds(1), listener));
    inbox.execute(
        "insert into session_mapping (user_id, id, node_id, connected_at, transport)"
            + " values (?, ?, ?, now(), 'websocket')",
        listener,
        UUID.randomUUID(),
        node);
    inbox.clock.advance(Duration.ofHours(2));

    inbox.upkeep.sweep(node, false);
    assertThat(inbox.recount.of(listener).unread()).isZero();
    assertThat(List.of(others)).allMatch(user -> inbox.recount.of(user).unread() == 1);

    var order = new ArrayList<String>();
    var soon = inbox.clock.instant().plus(Duration.ofMinutes(1));
    inbox.send(inbox.draft("short-lived", null, soon, listener));
    inbox.clock.advance(Duration.ofMinutes(2));
    var pace = TestInbox.pace(100, () -> order.add("pause"));
    inbox.announced.clear();
    try (var lock = TestInbox.lock(others[7])) {
      inbox.upkeep(pace).sweep(node, true);
      lock.rollback();
    }
    assertThat(order).hasSizeGreaterThan(10);
    assertThat(inbox.recount.of(others[7]).unread()).isOne();
    inbox.upkeep.sweep(node, true);
    assertThat(List.of(others)).allMatch(user -> inbox.recount.of(user).unread() == 0);
    var told = new HashSet<>(inbox.announced.stream().map(Announcement::user).toList());
    assertThat(told).contains(listener, others[0]);
  }
}
