package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.belfry.it.client.Api.Answer;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Test;

class InboxIT extends BelfryIT {

  private final String user = someone();

  private Answer get(String path) {
    return api().get("/api/v1/inbox" + path, api().token(user));
  }

  private Answer act(String method, String path, Object body) {
    return api().call(method, "/api/v1/inbox" + path, api().token(user), body);
  }

  private void counts(int head, int unread, int unseen) {
    var counts = get("/counts").body();
    assertThat(counts.get("head").asInt()).isEqualTo(head);
    assertThat(counts.get("unread").asInt()).isEqualTo(unread);
    assertThat(counts.get("unseen").asInt()).isEqualTo(unseen);
  }

  private static List<Integer> seqs(JsonNode page) {
    var seqs = new ArrayList<Integer>();
    page.get("items").forEach(item -> seqs.add(item.get("seq").asInt()));
    return seqs;
  }

  @Test
  void an_inbox_that_nobody_has_written_to_is_empty() {
    var page = get("").body();
    assertThat(page.get("items")).isEmpty();
    assertThat(page.get("next").isNull()).isTrue();
    assertThat(page.get("epoch").asText()).isNotEmpty();
    counts(0, 0, 0);
  }

  @Test
  void pages_go_from_the_newest_to_the_oldest_without_gap_or_repeat() {
    IntStream.range(0, 25).forEach(i -> send("n" + i, user));
    var seqs = new ArrayList<Integer>();
    var next = "";
    do {
      var page = get("?limit=10" + next).body();
      seqs.addAll(seqs(page));
      next = page.get("next").isNull() ? null : "&before=" + page.get("next").asLong();
    } while (next != null);
    assertThat(seqs).isEqualTo(IntStream.range(0, 25).mapToObj(i -> 25 - i).toList());
    assertThat(get("?limit=201").status()).isEqualTo(400);
    assertThat(get("?limit=0").body().get("field").asText()).isEqualTo("limit");
    assertThat(get("?state=odd").body().get("field").asText()).isEqualTo("state");
    assertThat(get("?before=x").body().get("field").asText()).isEqualTo("before");
  }

  @Test
  void lists_are_filtered_by_state_and_type() {
    api().send(Map.of("to", List.of(user), "type", "like"));
    api().send(Map.of("to", List.of(user), "type", "comment"));
    api().send(Map.of("to", List.of(user), "type", "like"));
    act("PATCH", "/1", Map.of("read", true));
    act("PATCH", "/2", Map.of("archived", true));
    assertThat(seqs(get("").body())).containsExactly(3, 1);
    assertThat(seqs(get("?state=unread").body())).containsExactly(3);
    assertThat(seqs(get("?state=archived").body())).containsExactly(2);
    assertThat(seqs(get("?type=like").body())).containsExactly(3, 1);
    assertThat(seqs(get("?type=like&state=unread").body())).containsExactly(3);
    assertThat(seqs(get("?type=follow").body())).isEmpty();
  }

  @Test
  void reading_counts_once_and_what_changes_nothing_takes_no_number() {
    IntStream.range(0, 3).forEach(i -> send("n" + i, user));
    counts(3, 3, 3);
    var read = act("PATCH", "/2", Map.of("read", true));
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.body().get("unread").asInt()).isEqualTo(2);
    counts(4, 2, 2);
    act("PATCH", "/2", Map.of("read", true));
    counts(4, 2, 2);
    act("PATCH", "/2", Map.of("read", false));
    counts(5, 3, 3);
    act("POST", "/seen", Map.of("upTo", 2));
    counts(6, 3, 1);
    act("POST", "/seen", Map.of("upTo", 2));
    act("POST", "/seen", Map.of("upTo", 1));
    counts(6, 3, 1);
    act("POST", "/read", Map.of("seqs", List.of(1, 3, 99)));
    counts(7, 1, 0);
    act("POST", "/read", Map.of("upTo", 99));
    act("POST", "/read", Map.of("upTo", 99));
    counts(8, 0, 0);
  }

  @Test
  void archiving_keeps_the_read_state_and_coming_back_restores_the_counts() {
    send("a", user);
    act("PATCH", "/1", Map.of("archived", true));
    counts(2, 0, 0);
    act("PATCH", "/1", Map.of("archived", false));
    counts(3, 1, 1);
    act("PATCH", "/1", Map.of("archived", true, "read", true));
    act("PATCH", "/1", Map.of("archived", false));
    counts(5, 0, 0);
    assertThat(get("").body().at("/items/0/read").asBoolean()).isTrue();
  }

  @Test
  void several_items_are_acted_on_at_once_and_those_that_are_not_there_are_passed_over() {
    for (var title : List.of("a", "b", "c", "d")) {
      send(title, user);
    }
    var archived = act("POST", "/archive", Map.of("seqs", List.of(1, 99, 3, 4)));
    assertThat(archived.body().get("unread").asInt()).isEqualTo(1);
    assertThat(seqs(get("?state=archived").body())).containsExactly(4, 3, 1);
    act("POST", "/archive", Map.of("seqs", List.of(3, 4), "archived", false));
    assertThat(seqs(get("").body())).containsExactly(4, 3, 2);
    act("POST", "/read", Map.of("seqs", List.of(2, 3, 4)));
    assertThat(act("POST", "/unread", Map.of("seqs", List.of(2, 4, 98))).body().get("unread"))
        .hasToString("2");
    var removed = act("POST", "/remove", Map.of("seqs", List.of(2, 4, 97)));
    assertThat(removed.body().get("unread").asInt()).isZero();
    assertThat(seqs(get("").body())).containsExactly(3);
    for (var path : List.of("/archive", "/unread", "/remove")) {
      assertThat(act("POST", path, Map.of()).code()).isEqualTo("missing-field");
      assertThat(act("POST", path, Map.of("seqs", List.of())).code()).isEqualTo("invalid-field");
      assertThat(act("POST", path, Map.of("seqs", List.of(1), "upTo", 1)).code())
          .isEqualTo("unknown-field");
    }
  }

  @Test
  void removing_is_idempotent_and_what_is_gone_is_gone() {
    send("a", user);
    assertThat(act("DELETE", "/1", null).status()).isEqualTo(204);
    counts(2, 0, 0);
    assertThat(act("DELETE", "/1", null).status()).isEqualTo(204);
    counts(2, 0, 0);
    assertThat(act("PATCH", "/1", Map.of("read", true)).code()).isEqualTo("no-such-item");
    assertThat(act("PATCH", "/7", Map.of("read", true)).status()).isEqualTo(404);
    assertThat(act("PATCH", "/x", Map.of("read", true)).status()).isEqualTo(404);
  }

  @Test
  void acts_that_are_not_right_say_what_is_wrong() {
    assertThat(act("PATCH", "/1", Map.of()).code()).isEqualTo("missing-field");
    assertThat(act("PATCH", "/1", Map.of("read", "yes")).code()).isEqualTo("invalid-field");
    assertThat(act("PATCH", "/1", Map.of("seen", true)).code()).isEqualTo("unknown-field");
    assertThat(act("POST", "/read", Map.of()).code()).isEqualTo("missing-field");
    assertThat(act("POST", "/read", Map.of("seqs", List.of())).code()).isEqualTo("invalid-field");
    assertThat(act("POST", "/seen", Map.of("upTo", -1)).code()).isEqualTo("invalid-field");
    assertThat(act("PUT", "/1", Map.of()).status()).isEqualTo(405);
    assertThat(api().get("/api/v1/nothing", api().token(user)).code())
        .isEqualTo("no-such-resource");
  }

  @Test
  void a_long_poll_waits_for_the_next_change_and_no_longer() {
    send("a", user);
    var first = get("/changes?after=0&wait=0").body();
    assertThat(first.get("changes")).hasSize(1);
    assertThat(first.get("head").asInt()).isOne();
    assertThat(first.get("more").asBoolean()).isFalse();
    var token = api().token(user);
    var waiting = api().later("GET", "/api/v1/inbox/changes?after=1&wait=20", token, null);
    var presence = "/api/v1/users/" + user + "/presence";
    LiveSocket.until(
        "waiting", () -> api().get(presence, api().senderKey()).body().get("online").asBoolean());
    assertThat(waiting).isNotDone();
    send("b", user);
    var woken = waiting.join().body();
    assertThat(woken.at("/changes/0/item/title").asText()).isEqualTo("b");
    assertThat(woken.get("unread").asInt()).isEqualTo(2);
    var atOnce = get("/changes?after=2&wait=0").body();
    assertThat(atOnce.get("changes")).isEmpty();
    var empty = get("/changes?after=2&wait=1").body();
    assertThat(empty.get("changes")).isEmpty();
    assertThat(empty.get("head").asInt()).isEqualTo(2);
  }

  @Test
  void a_poll_is_paged_and_a_void_cursor_is_gone() {
    IntStream.range(0, 5).forEach(i -> send("n" + i, user));
    var page = get("/changes?after=0&wait=0&limit=2").body();
    assertThat(page.get("changes")).hasSize(2);
    assertThat(page.get("more").asBoolean()).isTrue();
    assertThat(page.get("head").asInt()).isEqualTo(2);
    var rest = get("/changes?after=2&wait=0&limit=200").body();
    assertThat(rest.get("changes")).hasSize(3);
    assertThat(get("/changes?after=0&epoch=other&wait=0").code()).isEqualTo("cursor-too-old");
    assertThat(get("/changes?after=6&wait=0").status()).isEqualTo(410);
    assertThat(get("/changes?wait=0").body().get("field").asText()).isEqualTo("after");
  }

  @Test
  void a_collapsing_notification_replaces_the_unread_one_of_its_key() {
    var live = live(user);
    IntStream.range(0, 3)
        .forEach(i -> api().send(note("like " + i, List.of(user), "collapseKey", "post-1")));
    live.awaitHead(5);
    var last = live.frames("notification").get(2);
    assertThat(last.at("/item/count").asInt()).isEqualTo(3);
    assertThat(last.get("unread").asInt()).isOne();
    assertThat(live.frames("removed")).hasSize(2);
    assertThat(seqs(get("").body())).containsExactly(5);
    live.close();
  }

  @Test
  void an_item_that_expires_leaves_live_inboxes_and_is_not_replayed() {
    var live = live(user);
    var soon = Instant.now().plusSeconds(2).toString();
    api().send(note("short", List.of(user), "expiresAt", soon));
    send("long", user);
    var removed = live.await("removed");
    assertThat(removed.get("seqs").toString()).isEqualTo("[1]");
    assertThat(removed.get("unread").asInt()).isOne();
    var later = live(user);
    assertThat(later.frames("notification")).hasSize(1);
    counts(3, 1, 1);
    live.close();
    later.close();
  }
}
