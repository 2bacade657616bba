package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.belfry.TestDatabase;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.read.Head;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;
import org.belfry.store.StoreSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that took over from another, or went back, gives out numbers a second time. */
class ForkTest {

  private static final TestInbox INBOX = TestInbox.get();

  private final UserId user = TestInbox.someone();

  /** As if the server had been another one until now. */
  private static void anotherRun(UserId user) throws SQLException {
    INBOX.store.statement(
        Purpose.DUTY,
        connection -> {
          try (var statement =
              connection.prepareStatement(
                  "update inbox set run_start = run_start - interval '1 day' where user_id = ?")) {
            statement.setString(1, user.value());
            return statement.executeUpdate();
          }
        });
  }

  /** Lets the announcements arrive. */
  private static List<Announcement> announced(UserId user, int count) throws Exception {
    for (var i = 0; i < 500; i++) {
      var his = INBOX.announced.stream().filter(a -> a.user().equals(user)).toList();
      if (his.size() >= count) {
        return his;
      }
      // they come by a thread of their own
      Thread.sleep(10);
    }
    throw new AssertionError("nothing announced");
  }

  private LogPage read(String epoch, long after) throws SQLException {
    return INBOX.log.read(List.of(LogQuery.changes(user, new Cursor(epoch, after)))).get(0);
  }

  @Test
  void an_inbox_keeps_its_epoch_as_long_as_the_server_runs() throws Exception {
    INBOX.send("first", user);
    var epoch = INBOX.acts.counts(user).epoch();
    INBOX.send("second", user);
    INBOX.acts.readUpTo(user, 1);
    assertThat(INBOX.acts.counts(user).epoch()).isEqualTo(epoch);
    assertThat(announced(user, 3))
        .extracting(announced -> announced.reached().epoch())
        .containsOnly(epoch);
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change("an arrival", user -> INBOX.send("third", user)),
        change("two arrivals", user -> INBOX.send("third", user, TestInbox.someone())),
        change("a collapse", user -> INBOX.send(INBOX.draft("third", "key", null, user))),
        change("reading", user -> INBOX.acts.readUpTo(user, 1)),
        change("archiving", user -> INBOX.acts.archive(user, List.of(1L), true)),
        change("seeing", user -> INBOX.acts.seen(user, 1)),
        change("removing", user -> INBOX.acts.remove(user, List.of(1L))));
  }

  private static Arguments change(String name, Consumer<UserId> change) {
    return Arguments.of(name, change);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void the_first_number_of_another_run_is_told_with_a_new_epoch(
      String name, Consumer<UserId> change) throws Exception {
    INBOX.send(INBOX.draft("first", "key", null, user));
    INBOX.send("second", user);
    var before = INBOX.acts.counts(user);
    anotherRun(user);
    change.accept(user);
    var after = INBOX.acts.counts(user);
    assertThat(after.epoch()).isNotEqualTo(before.epoch());
    assertThat(after.head()).isGreaterThan(before.head());
    assertThat(announced(user, 3).subList(2, 3))
        .extracting(announced -> announced.reached().epoch())
        .containsOnly(after.epoch());
  }

  @Test
  void recall_and_expiry_take_numbers_of_the_new_epoch_too() throws Exception {
    var first = INBOX.send("first", user);
    INBOX.send(INBOX.draft("second", null, INBOX.clock.instant().plus(Duration.ofHours(1)), user));
    var former = INBOX.acts.counts(user).epoch();
    anotherRun(user);
    INBOX.notifications.recall(first.id(), sender -> true);
    var epoch = INBOX.acts.counts(user).epoch();
    assertThat(epoch).isNotEqualTo(former);
    anotherRun(user);
    INBOX.clock.advance(Duration.ofHours(2));
    INBOX.upkeep.perform(List.of(user));
    assertThat(INBOX.acts.counts(user).epoch()).isNotIn(former, epoch);
    assertThat(announced(user, 4))
        .extracting(announced -> announced.reached().epoch())
        .containsExactly(former, former, epoch, INBOX.acts.counts(user).epoch());
  }

  @Test
  void a_node_of_the_version_before_forks_as_well() throws Exception {
    INBOX.send("first", user);
    var former = INBOX.acts.counts(user);
    anotherRun(user);
    INBOX.store.statement(
        Purpose.DUTY,
        connection -> {
          try (var statement =
              connection.prepareStatement("update inbox set head = head + 1 where user_id = ?")) {
            statement.setString(1, user.value());
            return statement.executeUpdate();
          }
        });
    assertThat(INBOX.acts.counts(user).epoch()).isNotEqualTo(former.epoch());
    assertThat(read(former.epoch(), 2).isVoid()).isTrue();
  }

  @Test
  void a_cursor_goes_on_from_before_the_fork_and_is_void_beyond_it() throws Exception {
    INBOX.send("first", user);
    INBOX.send("second", user);
    var former = INBOX.acts.counts(user).epoch();
    anotherRun(user);
    INBOX.send("third", user);
    INBOX.send("fourth", user);

    var goesOn = read(former, 2);
    assertThat(goesOn.isVoid()).isFalse();
    assertThat(goesOn.changes()).extracting(LogPage.Entry::head).containsExactly(3L, 4L);
    assertThat(goesOn.now().epoch()).isNotEqualTo(former);
    assertThat(read(former, 0).changes()).hasSize(4);
    assertThat(read(former, 3).isVoid()).isTrue();
    assertThat(read(former, 4).isVoid()).isTrue();
    assertThat(read(goesOn.now().epoch(), 3).changes()).hasSize(1);
  }

  @Test
  void a_cursor_of_an_epoch_before_the_former_one_is_void() throws Exception {
    INBOX.send("first", user);
    var first = INBOX.acts.counts(user).epoch();
    anotherRun(user);
    INBOX.send("second", user);
    anotherRun(user);
    INBOX.send("third", user);
    assertThat(read(first, 1).isVoid()).isTrue();
    assertThat(read("never", 1).isVoid()).isTrue();
  }

  @Test
  void heads_say_of_an_inbox_that_is_lost_that_nothing_is_known() throws Exception {
    INBOX.send("first", user);
    var lost = TestInbox.someone();
    assertThat(INBOX.log.heads(List.of(user, lost)))
        .containsExactlyInAnyOrder(
            new Head(user, INBOX.acts.counts(user).cursor().at(1)),
            new Head(lost, new Cursor(null, 0)));
  }

  /** By hand: a dump is restored into another file of the same server. */
  @Test
  void a_table_that_was_restored_is_another_run() throws Exception {
    var url = TestDatabase.get().url();
    INBOX.store.statement(
        Purpose.DUTY,
        connection -> connection.createStatement().execute("create database restored"));
    var other = url.substring(0, url.lastIndexOf('/')) + "/restored";
    var settings =
        new StoreSettings(
            Optional.of(other), Optional.of(TestDatabase.get().user()), Optional.empty(), "", 12);
    var migrated = new Store(settings, new SimpleMeterRegistry());
    assertThat(migrated.<Boolean>statement(Purpose.DUTY, connection -> true)).isTrue();
    try (var connection = DriverManager.getConnection(other, TestDatabase.get().user(), null);
        var statement = connection.createStatement()) {
      statement.execute(
          """
          insert into inbox (user_id, epoch, head) values ('u', 'before', 7);
          update inbox set head = 8;
          create table dump as select * from inbox;
          update inbox set head = 9;
          truncate inbox;
          insert into inbox select * from dump;
          """);
      var same = statement.executeQuery("select epoch, head from inbox");
      same.next();
      assertThat(same.getString(1)).isEqualTo("before");
      assertThat(same.getLong(2)).isEqualTo(8);
      statement.execute("update inbox set head = 9");
      var forked = statement.executeQuery("select epoch, former_epoch, forked_at from inbox");
      forked.next();
      assertThat(forked.getString(1)).isNotEqualTo("before");
      assertThat(forked.getString(2)).isEqualTo("before");
      assertThat(forked.getLong(3)).isEqualTo(8);
    }
  }
}
