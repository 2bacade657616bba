package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.SilentSocket;
import org.junit.jupiter.api.Test;

class LiveIT extends BelfryIT {

  private final String user = someone();

  private static List<Long> heads(List<JsonNode> frames) {
    return frames.stream().map(frame -> frame.get("head").asLong()).toList();
  }

  @Test
  void who_connects_gets_hello_then_the_unread_oldest_first_then_what_comes() {
    IntStream.range(0, 4).forEach(i -> send("n" + i, user));
    api().call("PATCH", "/api/v1/inbox/2", api().token(user), Map.of("read", true));
    var live = live(user);
    var hello = live.frames().get(0);
    assertThat(live.subprotocol()).isEqualTo("belfry.v1");
    assertThat(hello.get("event").asText()).isEqualTo("hello");
    assertThat(hello.get("user").asText()).isEqualTo(user);
    assertThat(hello.get("head").asInt()).isEqualTo(5);
    assertThat(hello.get("unread").asInt()).isEqualTo(3);
    var replay = live.frames("notification");
    assertThat(heads(replay)).containsExactly(1L, 3L, 4L);
    assertThat(replay).allMatch(frame -> frame.get("unread").asInt() == 3);
    assertThat(live.frames("caught-up").get(0).get("head").asInt()).isEqualTo(5);
    send("n4", user);
    live.awaitHead(6);
    assertThat(live.frames("notification").get(3).at("/item/title").asText()).isEqualTo("n4");
    assertThat(live.frames("notification").get(3).get("unread").asInt()).isEqualTo(4);
    live.close();
  }

  @Test
  void a_replay_can_be_bounded() {
    IntStream.range(0, 4).forEach(i -> send("n" + i, user));
    var two = connect(user, "&replay=2").awaitCaughtUp();
    assertThat(heads(two.frames("notification"))).containsExactly(3L, 4L);
    var none = connect(user, "&replay=0").awaitCaughtUp();
    assertThat(none.frames("notification")).isEmpty();
    send("next", user);
    none.awaitHead(5);
    two.awaitHead(5);
    two.close();
    none.close();
  }

  @Test
  void a_long_replay_is_complete_and_a_client_cut_off_in_the_midst_resumes() {
    var to = List.of(user);
    for (var i = 0; i < 3; i++) {
      var batch = IntStream.range(0, 300).mapToObj(n -> note("n" + n, to)).toList();
      api().post("/api/v1/notifications/batch", api().senderKey(), batch);
    }
    var whole = live(user);
    assertThat(whole.frames("notification")).hasSize(900);
    var cut = connect(user, "");
    cut.awaitHead(100);
    cut.abort();
    var got = cut.frames("notification");
    var last = got.get(got.size() - 1).get("head").asLong();
    var epoch = cut.frames().get(0).get("epoch").asText();
    var rest = connect(user, "&epoch=" + epoch + "&after=" + last).awaitCaughtUp();
    var all = Stream.concat(got.stream(), rest.frames("notification").stream()).toList();
    assertThat(heads(all)).isSorted().doesNotHaveDuplicates().hasSize(900);
    whole.close();
    rest.close();
  }

  @Test
  void who_resumes_gets_every_change_since_once_and_in_order() {
    IntStream.range(0, 3).forEach(i -> send("n" + i, user));
    var first = live(user);
    var epoch = first.frames().get(0).get("epoch").asText();
    first.abort();
    send("n3", user);
    var token = api().token(user);
    api().call("PATCH", "/api/v1/inbox/1", token, Map.of("read", true));
    api().call("DELETE", "/api/v1/inbox/2", token, null);
    api().post("/api/v1/inbox/seen", token, Map.of("upTo", 4));
    var back = connect(user, "&epoch=" + epoch + "&after=3").awaitCaughtUp();
    var changes = back.frames().subList(1, back.frames().size() - 1);
    assertThat(heads(changes)).containsExactly(4L, 5L, 6L, 7L);
    assertThat(changes.stream().map(frame -> frame.get("event").asText()))
        .containsExactly("notification", "changed", "removed", "changed");
    assertThat(changes.stream().map(frame -> frame.get("unread").asInt()))
        .containsExactly(4, 3, 2, 2);
    assertThat(changes.stream().map(frame -> frame.get("unseen").asInt()))
        .containsExactly(4, 3, 2, 0);
    var nothing = connect(user, "&epoch=" + epoch + "&after=7").awaitCaughtUp();
    assertThat(nothing.frames()).hasSize(2);
    back.close();
    nothing.close();
  }

  @Test
  void a_void_cursor_is_answered_with_reset_and_goes_on_live() {
    send("n", user);
    for (var cursor : List.of("&epoch=other&after=1", "&after=9")) {
      var live = connect(user, cursor).awaitCaughtUp();
      assertThat(live.frames("reset")).hasSize(1);
      assertThat(live.frames("notification")).isEmpty();
      var id = send("more", user);
      live.await("live", frame -> frame.at("/item/id").asText().equals(id));
      live.close();
    }
  }

  @Test
  void all_devices_converge_on_every_act() {
    IntStream.range(0, 3).forEach(i -> send("n" + i, user));
    var phone = live(user);
    var laptop = live(user);
    phone.send("{\"cmd\":\"read\",\"seqs\":[1],\"ref\":\"a\"}");
    assertThat(phone.awaitRef("a").get("unread").asInt()).isEqualTo(2);
    laptop.awaitHead(4).send("{\"cmd\":\"unread\",\"seqs\":[1]}").awaitHead(5);
    laptop.send("{\"cmd\":\"seen\",\"upTo\":3}").awaitHead(6);
    laptop.send("{\"cmd\":\"archive\",\"seqs\":[2]}").awaitHead(7);
    laptop.send("{\"cmd\":\"remove\",\"seqs\":[3]}").awaitHead(8);
    api().post("/api/v1/inbox/read", api().token(user), Map.of("upTo", 3));
    phone.awaitHead(9);
    laptop.awaitHead(9);
    var seen = phone.frames().stream().filter(f -> f.path("head").asInt() > 3 && !f.has("ref"));
    var also = laptop.frames().stream().filter(f -> f.path("head").asInt() > 3 && !f.has("ref"));
    assertThat(seen.collect(Collectors.toList())).isEqualTo(also.toList());
    var last = phone.await("the last", frame -> frame.path("head").asInt() == 9);
    assertThat(last.get("unread").asInt()).isZero();
    phone.close();
    laptop.close();
  }

  @Test
  void commands_that_can_not_be_carried_out_are_answered_and_do_no_harm() throws Exception {
    var live = live(user);
    live.send("{\"cmd\":\"dance\",\"ref\":\"a\"}");
    assertThat(live.awaitRef("a").get("code").asText()).isEqualTo("invalid-field");
    live.send("{\"cmd\":\"read\",\"ref\":\"b\"}");
    assertThat(live.awaitRef("b").get("code").asText()).isEqualTo("missing-field");
    live.send("{\"cmd\":\"read\",\"seqs\":[\"x\"],\"ref\":\"d\"}");
    assertThat(live.awaitRef("d").get("code").asText()).isEqualTo("invalid-field");
    live.send("{\"cmd\":\"read\",\"all\":true,\"ref\":\"e\"}");
    assertThat(live.awaitRef("e").get("code").asText()).isEqualTo("unknown-field");
    live.send("{\"ref\":\"f\"}");
    assertThat(live.awaitRef("f").get("code").asText()).isEqualTo("missing-field");
    live.send("{\"cmd\":\"read\",\"seqs\":[\"x\"]}");
    live.await("error", f -> f.path("code").asText().equals("invalid-field"));
    live.send("{\"cmd\":\"read\",\"upTo\":1,\"ref\":\"c\"}");
    assertThat(live.awaitRef("c").get("event").asText()).isEqualTo("ok");
    live.send("not json");
    assertThat(live.awaitClose()).isEqualTo(4400);
    for (var size : List.of(40_000, 4_000_000)) {
      var large = live(user);
      try {
        large.send("{\"cmd\":\"" + "x".repeat(size) + "\"}");
      } catch (CompletionException e) {
        // hung up on before it had said everything
      }
      assertThat(large.awaitClose()).isEqualTo(1009);
    }
    var binary = live(user);
    binary.sendBinary(new byte[] {1, 2});
    assertThat(binary.awaitClose()).isEqualTo(4400);
  }

  @Test
  void a_token_is_refreshed_in_place_and_its_end_is_the_connections_end() throws Exception {
    var shortLived = LiveSocket.connect(api(), api().token(user, 3), "").awaitCaughtUp();
    var refreshed = LiveSocket.connect(api(), api().token(user, 3), "").awaitCaughtUp();
    refreshed.send("{\"cmd\":\"token\",\"token\":\"" + api().token(user) + "\",\"ref\":\"a\"}");
    assertThat(refreshed.awaitRef("a").get("event").asText()).isEqualTo("ok");
    var foreign = api().token(someone());
    refreshed.send("{\"cmd\":\"token\",\"token\":\"" + foreign + "\",\"ref\":\"b\"}");
    assertThat(refreshed.awaitRef("b").get("event").asText()).isEqualTo("error");
    assertThat(shortLived.awaitClose()).isEqualTo(4401);
    assertThat(refreshed.isOpen()).isTrue();
    refreshed.close();
  }

  @Test
  void a_client_that_does_not_read_is_let_go_and_loses_nothing() throws Exception {
    var lazy = LiveSocket.connectWithoutReading(api(), api().token(user));
    var body = "x".repeat(60_000);
    var presence = "/api/v1/users/" + user + "/presence";
    var sent = 0;
    for (; sent < 400; sent++) {
      api().send(note("n", List.of(user), "body", body));
    }
    LiveSocket.until(
        "closed as too slow",
        () -> !api().get(presence, api().senderKey()).body().get("online").asBoolean());
    lazy.abort();
    var back = connect(user, "&after=0").awaitCaughtUp();
    assertThat(heads(back.frames("notification"))).hasSize(sent).doesNotHaveDuplicates();
    back.close();
  }

  @Test
  void a_client_that_answers_no_pings_is_let_go_and_one_that_does_stays() throws Exception {
    var alive = live(user);
    try (var silent = new SilentSocket(api(), api().token(user))) {
      assertThat(silent.awaitClose()).isEqualTo(4002);
      assertThat(silent.wasPinged()).isTrue();
    }
    assertThat(alive.isOpen()).isTrue();
    send("still there", user);
    alive.await("notification");
    alive.close();
  }

  @Test
  void the_stream_is_the_same_as_server_sent_events_and_resumes_by_its_last_id() throws Exception {
    send("one", user);
    var http = HttpClient.newHttpClient();
    var uri = URI.create(api().base() + "/api/v1/live?access_token=" + api().token(user));
    var first = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines());
    assertThat(first.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    var lines = first.body().iterator();
    String id = null;
    for (var line = ""; !line.contains("caught-up"); line = lines.next()) {
      id = line.startsWith("id: ") ? line.substring(4) : id;
    }
    send("two", user);
    send("three", user);
    var again = HttpRequest.newBuilder(uri).header("Last-Event-ID", id).build();
    var resumed = http.send(again, BodyHandlers.ofLines()).body();
    var text = resumed.takeWhile(line -> !line.contains("caught-up")).toList().toString();
    assertThat(text).contains("two", "three").doesNotContain("\"one\"");
    var polyfill = URI.create(uri + "&lastEventId=" + id);
    var same = http.send(HttpRequest.newBuilder(polyfill).build(), BodyHandlers.ofLines()).body();
    assertThat(same.takeWhile(line -> !line.contains("caught-up")).toList().toString())
        .contains("two", "three")
        .doesNotContain("\"one\"");
  }

  @Test
  void an_id_that_is_no_cursor_begins_anew_because_a_refusal_would_be_the_end_of_an_event_source()
      throws Exception {
    send("one", user);
    var http = HttpClient.newHttpClient();
    var uri = URI.create(api().base() + "/api/v1/live?access_token=" + api().token(user));
    for (var id : List.of("odd", "7", ":7", "a:b", "%00", "x:-1")) {
      var request = HttpRequest.newBuilder(uri).header("Last-Event-ID", id).build();
      var answer = http.send(request, BodyHandlers.ofLines());
      assertThat(answer.statusCode()).as(id).isEqualTo(200);
      var text = answer.body().takeWhile(line -> !line.contains("caught-up")).toList().toString();
      assertThat(text).as(id).contains("\"reset\"").doesNotContain("notification");
    }
  }

  @Test
  void a_stream_answers_to_get_only_and_says_so_before_it_looks_at_a_body_or_a_token() {
    for (var method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS")) {
      var path = "/api/v1/live?access_token=" + api().token(user);
      var body = method.startsWith("P") ? Map.of("a", 1) : null;
      var answer = api().call(method, path, null, body);
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.header("Allow")).isEqualTo("GET");
      assertThat(answer.code()).isEqualTo("method-not-allowed");
    }
    assertThat(api().call("HEAD", "/api/v1/live", null, null).header("Allow")).isEqualTo("GET");
  }
}
