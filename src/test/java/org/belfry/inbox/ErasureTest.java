package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.belfry.json.Json;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.junit.jupiter.api.Test;

/** A person is forgotten, and what is stored of one is handed out. */
class ErasureTest {

  private final TestInbox inbox = TestInbox.get();
  private final Erasure erasure = new Erasure(inbox.store, inbox.pace);
  private final Export export = new Export(inbox.store);
  private final UserId ada = TestInbox.someone();
  private final UserId bob = TestInbox.someone();

  private int count(String sql, Object of) throws SQLException {
    return inbox.store.jdbc(
        Purpose.DUTY,
        connection -> {
          try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, of.toString());
            var rows = statement.executeQuery();
            rows.next();
            return rows.getInt(1);
          }
        });
  }

  private void assertForgotten() throws SQLException {
    assertThat(count("select count(*) from inbox where user_id = ?", ada)).isZero();
    assertThat(count("select count(*) from item where user_id = ?", ada)).isZero();
    assertThat(count("select count(*) from session_mapping where user_id = ?", ada)).isZero();
    assertThat(count("select count(*) from notification where ? = any (recipients)", ada)).isZero();
  }

  @Test
  void nothing_is_left_of_the_person_and_others_keep_what_is_theirs() throws Exception {
    var alone = inbox.send("for ada alone", ada).id();
    var both = inbox.send("for both", bob, ada, TestInbox.someone()).id();
    for (var i = 0; i < 250; i++) {
      inbox.sendLater(inbox.draft("many", null, null, ada));
    }
    inbox.send("the last", ada);
    var before = inbox.acts.counts(bob);

    var erased = erasure.erase(ada);

    assertThat(erased).isEqualTo(new Erasure.Erased(ada, 253, 252, 253));
    assertForgotten();
    assertThat(inbox.acts.counts(bob)).isEqualTo(before);
    assertThat(inbox.notifications.report(both, sender -> true).recipients()).isEqualTo(2);
    assertThat(count("select count(*) from notification where id = ?::uuid", alone)).isZero();
    inbox.notifications.recall(both, sender -> true);
    assertThat(inbox.acts.counts(bob).unread()).isZero();
    assertThat(inbox.recount.of(bob).differences()).isZero();
  }

  @Test
  void a_place_whose_item_was_purged_is_found_and_asking_again_finds_nothing() throws Exception {
    inbox.send("for both", ada, bob);
    inbox.execute("delete from item where user_id = ?", ada);
    inbox.execute("update inbox set floor = head, unread = 0, unseen = 0 where user_id = ?", ada);
    assertThat(erasure.erase(ada)).isEqualTo(new Erasure.Erased(ada, 0, 0, 1));
    assertForgotten();
    assertThat(erasure.erase(ada)).isEqualTo(new Erasure.Erased(ada, 0, 0, 0));
  }

  @Test
  void who_comes_back_begins_anew() {
    inbox.send("before", ada);
    var epoch = inbox.acts.counts(ada).epoch();
    erasure.erase(ada);
    inbox.send("after", ada);
    assertThat(inbox.acts.counts(ada).head()).isEqualTo(1);
    assertThat(inbox.acts.counts(ada).epoch()).isNotEqualTo(epoch);
  }

  @Test
  void an_export_has_all_items_with_their_content_page_by_page() throws Exception {
    for (var i = 1; i <= 120; i++) {
      inbox.send("n" + i, ada);
    }
    var out = new ByteArrayOutputStream();
    export.write(ada, export.person(ada), out);
    var document = Json.parse(out.toString(StandardCharsets.UTF_8));
    assertThat(document.get("user").asText()).isEqualTo(ada.value());
    assertThat(document.at("/inbox/unread").asInt()).isEqualTo(120);
    assertThat(document.get("connections")).isEmpty();
    assertThat(
            StreamSupport.stream(document.get("items").spliterator(), false)
                .map(item -> item.get("title").asText())
                .toList())
        .hasSize(120)
        .startsWith("n1", "n2")
        .endsWith("n120");
    assertThat(document.at("/items/0/sentAt").asText()).matches("\\d{4}-.*T.*\\.\\d{3}Z");
    assertThat(List.of("tests")).contains(document.at("/items/0/sender").asText());
  }
}
