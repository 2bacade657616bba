package org.belfry.inbox.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.belfry.inbox.Reader;
import org.belfry.inbox.TestInbox;
import org.belfry.json.Json;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

class ChangeLogTest {

  private final TestInbox inbox = TestInbox.get();

  /** Random acts; then readers that are cut off anywhere and resume, again and again. */
  @Test
  void a_reader_that_is_cut_off_anywhere_ends_with_the_same_inbox() throws Exception {
    for (var seed = 1; seed <= 5; seed++) {
      var user = TestInbox.someone();
      var random = new Random(seed);
      var readers = IntStream.range(0, 6).mapToObj(i -> new Reader(user)).toList();
      for (var step = 0; step < 150; step++) {
        act(user, random);
        // each follows now and then, some only a few frames far
        var reader = readers.get(random.nextInt(readers.size()));
        reader.follow(inbox.log, random.nextInt(10));
      }
      var counts = inbox.acts.counts(user);
      for (var reader : readers) {
        while (!reader.follow(inbox.log, 1 + random.nextInt(7))) {
          // cut off once more
        }
        assertThat(reader.items).as("seed " + seed).isEqualTo(truth(user));
        assertThat(reader.head).isEqualTo(counts.head());
        assertThat(reader.unread).isEqualTo(counts.unread());
        assertThat(reader.unseen).isEqualTo(counts.unseen());
        assertThat(reader.seenUpTo).isEqualTo(counts.seenUpTo());
      }
      assertThat(inbox.recount.of(user).differences()).isZero();
    }
  }

  private void act(UserId user, Random random) {
    var head = inbox.acts.counts(user).head();
    var seqs =
        LongStream.range(0, 1 + random.nextInt(4))
            .map(i -> 1 + random.nextInt((int) head + 1))
            .boxed()
            .toList();
    switch (random.nextInt(9)) {
      case 0 -> inbox.acts.read(user, seqs, true);
      case 1 -> inbox.acts.read(user, seqs, false);
      case 2 -> inbox.acts.archive(user, seqs, true);
      case 3 -> inbox.acts.archive(user, seqs, false);
      case 4 -> inbox.acts.remove(user, seqs);
      case 5 -> inbox.acts.readUpTo(user, random.nextInt((int) head + 1));
      case 6 -> inbox.acts.seen(user, random.nextInt((int) head + 1));
      case 7 -> inbox.send(inbox.draft("c", "key", null, user));
      default -> inbox.send("n", user);
    }
  }

  private TreeMap<Long, Reader.Known> truth(UserId user) throws Exception {
    var items = new TreeMap<Long, Reader.Known>();
    for (var state : List.of(PageQuery.State.ALL, PageQuery.State.ARCHIVED)) {
      var page = inbox.pages.page(user, new PageQuery(state, null, Long.MAX_VALUE, 1000));
      for (var item : Json.parse(page).get("items")) {
        items.put(
            item.get("seq").asLong(),
            new Reader.Known(item.get("read").asBoolean(), item.get("archived").asBoolean()));
      }
    }
    return items;
  }

  @Test
  void a_bulk_change_larger_than_a_page_comes_in_parts_and_survives_a_cut() throws Exception {
    var user = TestInbox.someone();
    var many = 3 * ChangeLog.PAGE + 50;
    var sent =
        IntStream.range(0, many)
            .mapToObj(i -> inbox.sendLater(inbox.draft("n", null, null, user)))
            .toList();
    sent.forEach(one -> one.toCompletableFuture().join());
    var reader = new Reader(user);
    assertThat(reader.follow(inbox.log, Integer.MAX_VALUE)).isTrue();
    inbox.acts(TestInbox.pace(many, () -> {})).readUpTo(user, many);
    // cut off after the first part: the cursor must not have passed the change
    assertThat(reader.follow(inbox.log, 1)).isFalse();
    assertThat(reader.head).isEqualTo(many);
    assertThat(reader.follow(inbox.log, Integer.MAX_VALUE)).isTrue();
    assertThat(reader.items.values()).allMatch(Reader.Known::read);
    assertThat(reader.head).isEqualTo(many + 1);
    assertThat(reader.unread).isZero();
  }

  @Test
  void a_replay_brings_every_unread_item_oldest_first() throws Exception {
    var user = TestInbox.someone();
    IntStream.range(0, 5).forEach(i -> inbox.send("n" + i, user));
    inbox.acts.read(user, List.of(2L), true);
    var slice = inbox.log.read(List.of(LogQuery.unread(user, 0))).get(0);
    assertThat(slice.changes()).extracting(LogPage.Entry::head).containsExactly(1L, 3L, 4L, 5L);
    assertThat(slice.changes()).extracting(entry -> entry.at().unread()).containsOnly(4);
    assertThat(slice.more()).isFalse();
  }

  @Test
  void a_replay_of_the_newest_items_brings_so_many_and_goes_on_after_them() throws Exception {
    var user = TestInbox.someone();
    IntStream.range(0, 5).forEach(i -> inbox.send("n" + i, user));
    inbox.acts.read(user, List.of(4L), true);
    for (var n : List.of(2, 3)) {
      var slice = inbox.log.read(List.of(LogQuery.newest(user, n))).get(0);
      assertThat(slice.changes())
          .extracting(LogPage.Entry::head)
          .isEqualTo(List.of(2L, 3L, 5L).subList(3 - n, 3));
      assertThat(slice.next().after()).isEqualTo(5);
    }
    assertThat(inbox.log.read(List.of(LogQuery.newest(user, 9))).get(0).changes()).hasSize(4);
    var nobody = LogQuery.newest(TestInbox.someone(), 2);
    assertThat(inbox.log.read(List.of(nobody)).get(0).changes()).isEmpty();
  }

  @Test
  void cursors_of_another_epoch_or_beyond_the_head_are_void() throws Exception {
    var user = TestInbox.someone();
    inbox.send("n", user);
    var epoch = inbox.acts.counts(user).epoch();
    assertThat(
            inbox.log.read(List.of(LogQuery.changes(user, new Cursor(epoch, 1)))).get(0).isVoid())
        .isFalse();
    assertThat(
            inbox.log.read(List.of(LogQuery.changes(user, new Cursor(epoch, 2)))).get(0).isVoid())
        .isTrue();
    assertThat(inbox.log.read(List.of(LogQuery.changes(user, new Cursor("no", 1)))).get(0).isVoid())
        .isTrue();
  }

  @Test
  void a_purge_takes_what_is_old_and_read_and_voids_older_cursors() throws Exception {
    var user = TestInbox.someone();
    inbox.send("old and read", user);
    inbox.send("old and unread", user);
    inbox.acts.read(user, List.of(1L), true);
    inbox.clock.advance(java.time.Duration.ofDays(31));
    inbox.send("young", user);
    var retention = inbox.retention();
    while (retention.purgeBatch()) {
      // on to the young ones
    }
    assertThat(truth(user).keySet()).containsExactly(2L, 4L);
    assertThat(inbox.log.read(List.of(LogQuery.changes(user, new Cursor(null, 2)))).get(0).isVoid())
        .isTrue();
    assertThat(inbox.log.read(List.of(LogQuery.changes(user, new Cursor(null, 3)))).get(0).isVoid())
        .isFalse();
    assertThat(inbox.recount.of(user).differences()).isZero();
  }

  @Test
  void a_recalled_notification_leaves_every_inbox() {
    var ada = TestInbox.someone();
    var bob = TestInbox.someone();
    var id = inbox.send("oops", ada, bob).id();
    inbox.acts.read(bob, List.of(1L), true);
    inbox.notifications.recall(id, sender -> true);
    assertThat(inbox.acts.counts(ada).unread()).isZero();
    assertThat(inbox.acts.counts(bob).head()).isEqualTo(3);
    assertThat(inbox.recount.of(ada).differences()).isZero();
  }
}
