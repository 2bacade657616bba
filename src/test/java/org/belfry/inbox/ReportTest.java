package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

/** What a sender is told of how far a notification got. */
class ReportTest {

  private final TestInbox inbox = TestInbox.get();
  private final UserId ada = TestInbox.someone();
  private final UserId bob = TestInbox.someone();

  private Notifications.Report report(UUID id) {
    return inbox.notifications.report(id, sender -> true);
  }

  private void isReported(UUID id, int delivered, int seen, int read) {
    var report = report(id);
    assertThat(List.of(report.delivered(), report.seen(), report.read()))
        .as("delivered, seen, read")
        .containsExactly(delivered, seen, read);
  }

  private void purge() throws Exception {
    var retention = inbox.retention();
    while (retention.purgeBatch()) {
      // on to the young ones
    }
  }

  private List<UUID> send(int count, UserId user) {
    return IntStream.range(0, count).mapToObj(i -> inbox.send("n " + i, user).id()).toList();
  }

  private void acknowledge(UserId user, long after, long upTo) throws Exception {
    var epoch = inbox.acts.counts(user).epoch();
    inbox.acknowledgements.note(List.of(new Acknowledgement(user, new Cursor(epoch, after), upTo)));
  }

  private List<Integer> delivered(List<UUID> ids) {
    return ids.stream().map(id -> report(id).delivered()).toList();
  }

  @Test
  void what_a_device_was_not_sent_is_not_delivered_until_it_is() throws Exception {
    var ids = send(6, ada);
    acknowledge(ada, 4, 5);
    assertThat(delivered(ids)).containsExactly(0, 0, 0, 0, 1, 0);
    acknowledge(ada, 1, 2);
    acknowledge(ada, 0, 1);
    assertThat(delivered(ids)).containsExactly(1, 1, 0, 0, 1, 0);
    acknowledge(ada, 5, 1_000);
    assertThat(delivered(ids)).containsExactly(1, 1, 0, 0, 1, 1);
    inbox.acts.seen(ada, 3);
    var next = send(2, ada);
    acknowledge(ada, inbox.acts.counts(ada).head() - 1, 1_000);
    assertThat(delivered(ids)).containsExactly(1, 1, 1, 0, 1, 1);
    assertThat(delivered(next)).containsExactly(0, 1);
  }

  @Test
  void several_devices_of_several_users_are_noted_at_once_and_the_inboxes_keep_little_of_it()
      throws Exception {
    var ids = send(250, ada);
    var alsoBob = inbox.send("to both", ada, bob).id();
    var told = new ArrayList<Acknowledgement>();
    var epoch = inbox.acts.counts(ada).epoch();
    for (var i = 1; i < 250; i += 2) {
      told.add(new Acknowledgement(ada, new Cursor(epoch, i), i + 1));
    }
    told.add(new Acknowledgement(bob, new Cursor(inbox.acts.counts(bob).epoch(), 0), 1));
    assertThat(inbox.acknowledgements.note(told)).containsExactlyInAnyOrder(ada, bob);
    assertThat(report(alsoBob).delivered()).isOne();
    assertThat(delivered(ids.subList(50, 250)).stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(100);
    assertThat(delivered(ids.subList(0, 50))).containsOnly(0);
  }

  @Test
  void what_was_sent_of_numbers_that_the_store_has_lost_is_not_delivered() throws Exception {
    var ids = send(2, ada);
    inbox.acknowledgements.note(List.of(new Acknowledgement(ada, new Cursor("another", 0), 2)));
    assertThat(delivered(ids)).containsExactly(0, 0);
    var former = inbox.acts.counts(ada).epoch();
    inbox.execute(
        "update inbox set former_epoch = epoch, forked_at = 1, epoch = 'new' where user_id = ?",
        ada);
    inbox.acknowledgements.note(List.of(new Acknowledgement(ada, new Cursor(former, 0), 2)));
    assertThat(delivered(ids)).containsExactly(0, 0);
    inbox.acknowledgements.note(List.of(new Acknowledgement(ada, new Cursor(former, 0), 1)));
    assertThat(delivered(ids)).containsExactly(1, 0);
  }

  @Test
  void what_expired_before_it_was_sent_was_not_delivered_and_what_its_user_took_out_was()
      throws Exception {
    var soon = inbox.clock.instant().plusSeconds(10);
    var expiring = inbox.send(inbox.draft("short-lived", null, soon, ada)).id();
    var removed = inbox.send("unwanted", ada).id();
    inbox.acts.remove(ada, List.of(2L));
    inbox.clock.advance(Duration.ofSeconds(20));
    var last = inbox.send("later", ada).id();
    acknowledge(ada, 0, 1_000);
    assertThat(delivered(List.of(expiring, removed, last))).containsExactly(0, 1, 1);
  }

  @Test
  void a_report_stays_when_what_was_read_long_ago_is_purged() throws Exception {
    var id = inbox.send("kept by bob", ada, bob).id();
    inbox.acts.seen(ada, 1);
    inbox.acts.read(ada, List.of(1L), true);
    isReported(id, 1, 1, 1);
    inbox.clock.advance(Duration.ofDays(31));
    purge();
    assertThat(inbox.execute("update item set count = 1 where notification_id = ?", id)).isOne();
    isReported(id, 1, 1, 1);
    assertThat(report(id).recipients()).isEqualTo(2);
    inbox.acts.seen(bob, 1);
    isReported(id, 2, 2, 1);
  }

  @Test
  void what_expired_before_anybody_saw_it_was_not_seen_by_who_comes_later() throws Exception {
    var soon = inbox.clock.instant().plusSeconds(10);
    var id = inbox.send(inbox.draft("short-lived", null, soon, ada)).id();
    inbox.clock.advance(Duration.ofSeconds(20));
    inbox.send("later", ada);
    inbox.acts.seen(ada, 100);
    isReported(id, 0, 0, 0);
  }

  @Test
  void what_was_seen_before_it_was_replaced_was_seen() {
    var first = inbox.send(inbox.draft("first", "key", null, ada)).id();
    inbox.acts.seen(ada, 1);
    var second = inbox.send(inbox.draft("second", "key", null, ada)).id();
    inbox.send(inbox.draft("third", "key", null, ada));
    inbox.acts.seen(ada, 100);
    isReported(first, 1, 1, 0);
    isReported(second, 0, 0, 0);
  }
}
