package org.belfry.inbox.append;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.Content;
import org.belfry.inbox.NotificationIds;
import org.belfry.inbox.Priority;
import org.belfry.inbox.TestInbox;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

/**
 * One item has a statement of its own, for speed; here both append the same, and it is compared.
 */
class AppendStatementTest {

  private static final String INBOX = "select to_jsonb(i)::text from inbox i where i.user_id = ?";
  private static final String ITEMS =
      "select to_jsonb(t)::text from item t where t.user_id = ? order by t.seq";
  private static final String NOTIFICATION =
      "select to_jsonb(n)::text from notification n where n.id::text = ?";

  private final TestInbox inbox = TestInbox.get();
  private final Instant now = inbox.clock.instant().truncatedTo(ChronoUnit.MILLIS);

  /** What a statement leaves and says. */
  private record Effect(
      List<String> inbox, List<String> items, List<String> notification, List<String> arrivals) {}

  private Effect effect(Draft draft, int count, Instant time, boolean isOne) throws SQLException {
    var user = draft.recipients().get(0);
    var columns =
        new AppendColumns(
            List.of(new Pending(draft, null)), count == 1 ? Map.of() : Map.of(user, count));
    try (var connection = TestInbox.lock()) {
      var arrived = new AppendStatement(connection).append(columns, time, isOne);
      var effect =
          new Effect(
              rows(connection, INBOX, user.value()),
              rows(connection, ITEMS, user.value()),
              rows(connection, NOTIFICATION, draft.content().id().toString()),
              arrived.stream().map(AppendStatementTest::told).toList());
      connection.rollback();
      return effect;
    }
  }

  private static String told(Announcement arrival) {
    return arrival.user() + " " + arrival.reached() + " " + arrival.frame().json();
  }

  private static List<String> rows(Connection connection, String sql, String of)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, of);
      var rows = new ArrayList<String>();
      for (var found = statement.executeQuery(); found.next(); ) {
        rows.add(found.getString(1));
      }
      return rows;
    }
  }

  private List<Draft> drafts(UserId user) {
    var drafts = new ArrayList<Draft>();
    for (var expiresAt : new Instant[] {null, now.plusSeconds(5), now.plusSeconds(500)}) {
      for (var key : new String[] {null, "likes"}) {
        for (var text : new String[] {null, "Zoë 😀 \"{,}\\ 李"}) {
          var data = text == null ? null : "{\"a\":[1,null]}";
          var id = NotificationIds.next(now);
          var content = new Content(id, "t", text, text, text, data, Priority.HIGH, now, expiresAt);
          drafts.add(new Draft("tests", content, List.of(user), key));
        }
      }
    }
    return drafts;
  }

  /** The epoch of a new inbox comes by chance. */
  private static Effect compared(Effect effect, boolean isNew) {
    if (!isNew) {
      return effect;
    }
    return new Effect(
        effect.inbox().stream().map(row -> row.replaceAll("\"epoch\": \"\\w+\"", "")).toList(),
        effect.items(),
        effect.notification(),
        effect.arrivals().stream().map(told -> told.replaceFirst(" \\w+:", " ")).toList());
  }

  private void compare(UserId user, boolean isNew, boolean arrives) throws SQLException {
    for (var draft : drafts(user)) {
      for (var count : new int[] {1, 7}) {
        for (var time : new Instant[] {now, null}) {
          var one = compared(effect(draft, count, time, true), isNew);
          var any = compared(effect(draft, count, time, false), isNew);
          assertThat(one).isEqualTo(any);
          var isThere = arrives || time == null;
          assertThat(one.arrivals()).hasSize(isThere ? 1 : 0);
          assertThat(one.notification()).hasSize(isThere ? 1 : 0);
        }
      }
    }
  }

  @Test
  void one_item_and_many_leave_the_same_in_a_new_inbox() throws Exception {
    compare(TestInbox.someone(), true, true);
  }

  @Test
  void one_item_and_many_leave_the_same_where_something_is_and_nothing_expires() throws Exception {
    var user = TestInbox.someone();
    inbox.send("first", user);
    inbox.send("second", user);
    inbox.acts.read(user, List.of(1L), true);
    inbox.acts.seen(user, 2);
    compare(user, false, true);
  }

  @Test
  void one_item_and_many_leave_the_same_where_something_expires_later() throws Exception {
    var user = TestInbox.someone();
    inbox.send(inbox.draft("short-lived", "likes", now.plusSeconds(60), user));
    compare(user, false, true);
  }

  @Test
  void one_item_and_many_leave_everything_as_it_is_where_something_is_due() throws Exception {
    var user = TestInbox.someone();
    inbox.send(inbox.draft("short-lived", null, now.plusSeconds(60), user));
    var due = now.plus(Duration.ofMinutes(2));
    for (var draft : drafts(user)) {
      var one = effect(draft, 1, due, true);
      assertThat(one).isEqualTo(effect(draft, 1, due, false));
      assertThat(one.arrivals()).isEmpty();
      assertThat(one.items()).hasSize(1);
      assertThat(one.notification()).isEmpty();
    }
  }
}
