package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;

/** Acts on many items: one portion after the other, and everything right after each. */
class BulkTest {

  private static final int MANY = 45;

  private final TestInbox inbox = TestInbox.get();
  private final UserId user = TestInbox.someone();

  /** Fills the inbox, acts on it, and has something arrive after each portion. */
  private int inPortions(BiConsumer<InboxActions, List<Long>> act) throws Exception {
    var sent =
        IntStream.range(0, MANY)
            .mapToObj(i -> inbox.sendLater(inbox.draft("n", null, null, user)))
            .toList();
    sent.forEach(one -> one.toCompletableFuture().join());
    var reader = new Reader(user);
    reader.follow(inbox.log, Integer.MAX_VALUE);
    var pauses = new AtomicInteger();
    var pace =
        TestInbox.pace(
            10,
            () -> {
              pauses.incrementAndGet();
              // would wait for ever if the lock were not let go
              assertThat(inbox.sendLater(inbox.draft("meanwhile", null, null, user)))
                  .succeedsWithin(Duration.ofSeconds(5));
              assertThat(inbox.recount.of(user).differences()).isZero();
            });
    act.accept(inbox.acts(pace), LongStream.rangeClosed(1, MANY).boxed().toList());
    assertThat(inbox.recount.of(user).differences()).isZero();
    while (!reader.follow(inbox.log, 7)) {
      // cut off again and again, in the midst of portions too
    }
    assertThat(reader.unread).isEqualTo(inbox.acts.counts(user).unread());
    assertThat(reader.unseen).isEqualTo(inbox.acts.counts(user).unseen());
    return pauses.get();
  }

  @Test
  void everything_is_read_in_portions_and_what_arrives_meanwhile_stays_unread() throws Exception {
    var pauses = inPortions((actions, seqs) -> actions.readUpTo(user, Long.MAX_VALUE));
    assertThat(pauses).isEqualTo(4);
    assertThat(inbox.acts.counts(user).unread()).isEqualTo(pauses);
    assertThat(inbox.acts.counts(user).head()).isEqualTo(MANY + 5 + pauses);
  }

  @Test
  void a_list_is_archived_in_portions() throws Exception {
    var pauses = inPortions((actions, seqs) -> actions.archive(user, seqs, true));
    assertThat(inbox.acts.counts(user).unread()).isEqualTo(pauses).isEqualTo(4);
  }

  @Test
  void a_list_is_removed_in_portions() throws Exception {
    var pauses = inPortions((actions, seqs) -> actions.remove(user, seqs));
    assertThat(inbox.acts.counts(user).unread()).isEqualTo(pauses).isEqualTo(4);
  }

  @Test
  void everything_is_seen_in_portions_and_what_arrives_meanwhile_is_not() throws Exception {
    IntStream.range(0, 400).forEach(i -> inbox.sendLater(inbox.draft("n", null, null, user)));
    var pauses = inPortions((actions, seqs) -> actions.seen(user, Long.MAX_VALUE));
    assertThat(pauses).isPositive();
    assertThat(inbox.acts.counts(user).unseen()).isEqualTo(pauses);
    assertThat(inbox.acts.counts(user).unread()).isEqualTo(400 + MANY + pauses);
  }

  @Test
  void what_has_expired_leaves_in_portions_before_an_act() {
    var expiresAt = inbox.clock.instant().plus(Duration.ofHours(1));
    var sent =
        IntStream.range(0, 25)
            .mapToObj(i -> inbox.sendLater(inbox.draft("n", null, expiresAt, user)))
            .toList();
    sent.forEach(one -> one.toCompletableFuture().join());
    inbox.clock.advance(Duration.ofHours(2));
    var pauses = new AtomicInteger();
    var actions = inbox.acts(TestInbox.pace(10, pauses::incrementAndGet));
    assertThat(actions.seen(user, 1).unread()).isZero();
    assertThat(pauses).hasValue(2);
    assertThat(inbox.recount.of(user).differences()).isZero();
  }

  @Test
  void an_item_that_is_named_twice_is_one() {
    inbox.send("one", user);
    inbox.send("two", user);
    inbox.send("three", user);
    inbox.acts.remove(user, List.of(1L, 1L));
    assertThat(inbox.acts.counts(user).unread()).isEqualTo(2);
    inbox.acts.read(user, List.of(2L, 2L, 2L), true);
    inbox.acts.archive(user, List.of(3L, 3L), true);
    assertThat(inbox.acts.counts(user).unread()).isZero();
    assertThat(inbox.recount.of(user).differences()).isZero();
  }

  @Test
  void in_the_depth_a_place_that_is_named_twice_is_left_once() throws Exception {
    inbox.send("one", user);
    inbox.send("two", user);
    var place = new Removal.Place(user, 1);
    var removed =
        inbox.store.jdbc(
            org.belfry.store.Purpose.ACTION,
            connection ->
                new Removal(connection, inbox.clock.instant()).removeLocked(List.of(place, place)));
    assertThat(removed).singleElement().matches(one -> one.count() == 1 && one.now().unread() == 1);
  }

  @Test
  void acts_on_a_locked_inbox_are_told_to_come_back_and_hold_up_nobody_else() throws Exception {
    var others = IntStream.range(0, 20).mapToObj(i -> TestInbox.someone()).toList();
    var all = new ArrayList<>(others);
    all.add(user);
    inbox.send("n", all.toArray(UserId[]::new));
    var tabs = Executors.newFixedThreadPool(32);
    try (var lock = TestInbox.lock(all.toArray(UserId[]::new))) {
      var acts = new ArrayList<CompletableFuture<Counts>>();
      for (var i = 0; i < 12; i++) {
        acts.add(CompletableFuture.supplyAsync(() -> inbox.acts.readUpTo(user, 1), tabs));
      }
      for (var other : others) {
        acts.add(CompletableFuture.supplyAsync(() -> inbox.acts.remove(other, List.of(1L)), tabs));
      }
      var somebody = TestInbox.someone();
      inbox.send("n", somebody);
      for (var i = 0; i < 20; i++) {
        var begun = System.nanoTime();
        inbox.acts.read(somebody, List.of(1L), i % 2 == 0);
        assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(1));
      }
      for (var act : acts) {
        assertThatThrownBy(act::join)
            .cause()
            .isInstanceOfSatisfying(
                Problem.class,
                problem -> {
                  assertThat(problem.status()).isEqualTo(503);
                  assertThat(problem.retryAfterSeconds()).isNotNull();
                });
      }
      lock.rollback();
    } finally {
      tabs.shutdownNow();
    }
    assertThat(inbox.acts.readUpTo(user, 1).unread()).isZero();
  }
}
