package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.belfry.it.client.Api;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Test;

class SendingIT extends BelfryIT {

  @Test
  void a_notification_is_answered_with_its_id_and_stored_whole() {
    var user = someone();
    var sent =
        api()
            .send(
                note(
                    "T",
                    List.of(user, user),
                    "body",
                    "B",
                    "link",
                    "/x",
                    "data",
                    Map.of("a", List.of(1, 2)),
                    "priority",
                    "high"));
    assertThat(sent.status()).isEqualTo(201);
    assertThat(sent.body().get("recipients").asInt()).as("twice named counts once").isOne();
    assertThat(Instant.parse(sent.body().get("createdAt").asText())).isNotNull();
    var item = api().get("/api/v1/inbox", api().token(user)).body().at("/items/0");
    assertThat(item.get("id")).isEqualTo(sent.body().get("id"));
    assertThat(item.get("title").asText()).isEqualTo("T");
    assertThat(item.get("body").asText()).isEqualTo("B");
    assertThat(item.get("link").asText()).isEqualTo("/x");
    assertThat(item.get("data").toString()).isEqualTo("{\"a\":[1,2]}");
    assertThat(item.get("priority").asText()).isEqualTo("high");
    assertThat(item.get("createdAt")).isEqualTo(sent.body().get("createdAt"));
    assertThat(item.get("expiresAt").isNull()).isTrue();
    assertThat(item.get("count").asInt()).isOne();
  }

  @Test
  void what_breaks_a_rule_is_refused_naming_the_field() {
    var user = List.of(someone());
    refused(Map.of("to", user), "missing-field", "type");
    refused(Map.of("type", "x"), "missing-field", "to");
    refused(Map.of("type", "x", "to", List.of()), "invalid-field", "to");
    refused(Map.of("type", "x", "to", List.of("")), "invalid-field", "to[0]");
    refused(Map.of("type", "x", "to", List.of("u".repeat(129))), "invalid-field", "to[0]");
    refused(Map.of("type", "x", "to", List.of(1)), "invalid-field", "to[0]");
    refused(Map.of("type", 1, "to", user), "invalid-field", "type");
    refused(note("t", user, "priority", "urgent"), "invalid-field", "priority");
    refused(note("t", user, "expiresAt", "2001-01-01T00:00:00Z"), "invalid-field", "expiresAt");
    refused(note("t", user, "expiresAt", "tomorrow"), "invalid-field", "expiresAt");
    refused(note("t", user, "colour", "red"), "unknown-field", "colour");
    refused(note("a\0b", user), "invalid-field", "title");
    var tooMany = IntStream.range(0, 1001).mapToObj(i -> "u" + i).toList();
    refused(note("t", tooMany), "invalid-field", "to");
    assertThat(api().send(note("t", user, "body", "x".repeat(70_000))).status()).isEqualTo(413);
    var garbage = api().post("/api/v1/notifications", api().senderKey(), "{\"to\":");
    assertThat(garbage.code()).isEqualTo("malformed-json");
    var twice =
        api().post("/api/v1/notifications", api().senderKey(), "{\"type\":\"a\",\"type\":\"b\"}");
    assertThat(twice.code()).isEqualTo("malformed-json");
    assertThat(api().post("/api/v1/notifications", api().senderKey(), "").code())
        .isEqualTo("missing-body");
  }

  private void refused(Map<String, ?> notification, String code, String field) {
    var answer = api().send(notification);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.body().get("field").asText()).isEqualTo(field);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
  }

  @Test
  void a_batch_answers_for_each_and_a_bad_one_does_not_stop_the_others() {
    var user = someone();
    var batch =
        List.of(note("1", List.of(user)), Map.of("to", List.of(user)), note("3", List.of(user)));
    var answer = api().post("/api/v1/notifications/batch", api().senderKey(), batch);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).hasSize(3);
    assertThat(answer.body().at("/0/status").asInt()).isEqualTo(201);
    assertThat(answer.body().at("/1/status").asInt()).isEqualTo(400);
    assertThat(answer.body().at("/1/field").asText()).isEqualTo("type");
    assertThat(answer.body().at("/2/status").asInt()).isEqualTo(201);
    var page = api().get("/api/v1/inbox", api().token(user)).body();
    assertThat(page.at("/items/0/title").asText()).as("in the order of the batch").isEqualTo("3");
    assertThat(page.get("unread").asInt()).isEqualTo(2);
    var tooMany = IntStream.range(0, 501).mapToObj(i -> note("x", List.of(user))).toList();
    assertThat(api().post("/api/v1/notifications/batch", api().senderKey(), tooMany).status())
        .isEqualTo(400);
  }

  @Test
  void nothing_and_too_much_in_a_batch_are_refused_and_the_others_stored() {
    var user = someone();
    var large = new HashMap<String, Object>(note("large", List.of(user)));
    large.put("data", "x".repeat(64 * 1024));
    var batch = Arrays.asList(null, large, note("small", List.of(user)));
    var answer = api().post("/api/v1/notifications/batch", api().senderKey(), batch).body();
    assertThat(answer.at("/0/code").asText()).isEqualTo("missing-body");
    assertThat(answer.at("/1/code").asText()).isEqualTo("too-large");
    assertThat(answer.at("/2/status").asInt()).isEqualTo(201);
    var page = api().get("/api/v1/inbox", api().token(user)).body();
    assertThat(page.get("unread").asInt()).isEqualTo(1);
  }

  @Test
  void a_request_that_is_sent_again_gets_the_stored_answer() {
    var user = someone();
    var first = api().send(note("once", List.of(user)), "Idempotency-Key", user);
    var again = api().send(note("once", List.of(user)), "Idempotency-Key", user);
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(first.header("Idempotency-Replayed")).isNull();
    var other = api().send(note("other", List.of(user)), "Idempotency-Key", user);
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.code()).isEqualTo("idempotency-key-reused");
    var batch = List.of(note("b", List.of(user)), note("c", List.of(user)));
    var path = "/api/v1/notifications/batch";
    var one = api().post(path, api().senderKey(), batch, "Idempotency-Key", user + "b");
    var two = api().post(path, api().senderKey(), batch, "Idempotency-Key", user + "b");
    assertThat(two.body()).isEqualTo(one.body());
    assertThat(api().get("/api/v1/inbox/counts", api().token(user)).body().get("unread").asInt())
        .isEqualTo(3);
  }

  @Test
  void many_at_once_with_the_same_key_store_one() {
    var user = someone();
    var calls =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    api()
                        .later(
                            "POST",
                            "/api/v1/notifications",
                            api().senderKey(),
                            note("once", List.of(user)),
                            "Idempotency-Key",
                            user))
            .toList();
    var statuses = calls.stream().map(CompletableFuture::join).map(a -> a.status()).toList();
    assertThat(statuses).containsOnly(201, 409).contains(201);
    assertThat(api().get("/api/v1/inbox/counts", api().token(user)).body().get("unread").asInt())
        .isOne();
  }

  @Test
  void a_report_says_how_far_a_notification_got() {
    var ada = someone();
    var bob = someone();
    var id = send("report", ada, bob);
    var live = live(ada);
    live.send("{\"cmd\":\"ack\",\"head\":1,\"ref\":\"a\"}").awaitRef("a");
    LiveSocket.until("delivered", () -> report(id).get("delivered").asInt() == 1);
    assertThat(report(id).get("seen").asInt()).isZero();
    live.send("{\"cmd\":\"seen\",\"upTo\":1,\"ref\":\"b\"}").awaitRef("b");
    assertThat(report(id).get("seen").asInt()).isOne();
    live.send("{\"cmd\":\"read\",\"upTo\":1,\"ref\":\"c\"}").awaitRef("c");
    var report = report(id);
    assertThat(report.get("read").asInt()).isOne();
    assertThat(report.get("recipients").asInt()).isEqualTo(2);
    assertThat(report.get("title").asText()).isEqualTo("report");
    live.close();
  }

  @Test
  void an_acknowledgement_is_of_what_that_connection_was_sent() throws Exception {
    var user = someone();
    var first = send("not sent on any connection", user);
    var second = send("the newest", user);
    var live = connect(user, "&replay=1").awaitCaughtUp();
    live.send("{\"cmd\":\"ack\",\"head\":1000,\"ref\":\"a\"}").awaitRef("a");
    LiveSocket.until("delivered", () -> report(second).get("delivered").asInt() == 1);
    assertThat(report(first).get("delivered").asInt()).isZero();
    live.close();
    var blind = connect(user, "&replay=0").awaitCaughtUp();
    blind.send("{\"cmd\":\"ack\",\"head\":1000,\"ref\":\"b\"}").awaitRef("b");
    blind.close();
    var third = send("nobody is there", user);
    var fourth = send("the newest again", user);
    var last = connect(user, "&after=3").awaitCaughtUp();
    last.send("{\"cmd\":\"ack\",\"head\":4,\"ref\":\"c\"}").awaitRef("c");
    LiveSocket.until("delivered", () -> report(fourth).get("delivered").asInt() == 1);
    assertThat(report(third).get("delivered").asInt()).isZero();
    assertThat(report(first).get("delivered").asInt()).isZero();
    last.close();
  }

  private com.fasterxml.jackson.databind.JsonNode report(String id) {
    return api().get("/api/v1/notifications/" + id, api().senderKey()).body();
  }

  @Test
  void what_a_sender_sent_is_no_other_senders() throws Exception {
    var user = someone();
    var other = new Api(api().base(), TestSurroundings.OTHER_KEY);
    var sent = other.send(note("theirs", List.of(user))).body().get("id").asText();
    var path = "/api/v1/notifications/" + sent;
    var named = SecurityIT.sender("other");
    assertThat(api().get(path, named).code()).isEqualTo("no-such-notification");
    assertThat(api().call("DELETE", path, named, null).code()).isEqualTo("no-such-notification");
    assertThat(api().get(path, other.senderKey()).body().get("sender").asText()).isEqualTo("other");
    var ours = "/api/v1/notifications/" + send("ours", user);
    assertThat(other.get(ours, other.senderKey()).status()).isEqualTo(404);
    assertThat(other.call("DELETE", ours, other.senderKey(), null).status()).isEqualTo(404);
    assertThat(api().get(path, api().senderKey()).status()).as("an operator's").isEqualTo(200);
    assertThat(api().get("/api/v1/inbox", api().token(user)).body().get("items")).hasSize(2);
    assertThat(other.call("DELETE", path, other.senderKey(), null).status()).isEqualTo(204);
  }

  @Test
  void a_token_with_the_name_of_an_operators_key_is_no_operator_and_has_keys_of_its_own()
      throws Exception {
    var named = SecurityIT.sender("tests");
    assertThat(api().get("/api/v1/console/overview", named).code()).isEqualTo("not-an-operator");
    var user = someone();
    var body = note("once", List.of(user));
    var key = new String[] {"Idempotency-Key", "k-" + user};
    var first = api().call("POST", "/api/v1/notifications", api().senderKey(), body, key);
    var second = api().call("POST", "/api/v1/notifications", named, body, key);
    var again = api().call("POST", "/api/v1/notifications", named, body, key);
    assertThat(second.body().get("id")).isNotEqualTo(first.body().get("id"));
    assertThat(again.body().get("id")).isEqualTo(second.body().get("id"));
    var report = api().get("/api/v1/notifications/" + second.body().get("id").asText(), named);
    assertThat(report.body().get("sender").asText()).isEqualTo("jwt:tests");
  }

  @Test
  void a_recalled_notification_leaves_at_once_and_only_once() {
    var user = someone();
    var live = live(user);
    var id = send("oops", user);
    live.await("notification");
    var path = "/api/v1/notifications/" + id;
    assertThat(api().call("DELETE", path, api().senderKey(), null).status()).isEqualTo(204);
    var removed = live.await("removed");
    assertThat(removed.get("seqs").toString()).isEqualTo("[1]");
    assertThat(removed.get("unread").asInt()).isZero();
    assertThat(api().call("DELETE", path, api().senderKey(), null).status()).isEqualTo(404);
    assertThat(api().get(path, api().senderKey()).code()).isEqualTo("no-such-notification");
    assertThat(api().get("/api/v1/inbox", api().token(user)).body().get("items")).isEmpty();
    live.close();
  }

  @Test
  void presence_says_on_how_many_connections_a_user_is() {
    var user = someone();
    var path = "/api/v1/users/" + user + "/presence";
    assertThat(api().get(path, api().senderKey()).body().get("online").asBoolean()).isFalse();
    var one = live(user);
    var two = live(user);
    var present = api().get(path, api().senderKey()).body();
    assertThat(present.get("connections").asInt()).isEqualTo(2);
    assertThat(Instant.parse(present.get("since").asText())).isNotNull();
    one.close();
    two.abort();
    LiveSocket.until(
        "gone", () -> !api().get(path, api().senderKey()).body().get("online").asBoolean());
  }

  @Test
  void a_back_end_ends_the_connections_of_a_user_and_of_nobody_else() throws Exception {
    var user = someone();
    var path = "/api/v1/users/" + user;
    var one = live(user);
    var two = live(user);
    var other = live(someone());
    var poll =
        CompletableFuture.supplyAsync(
            () -> api().get("/api/v1/inbox/changes?wait=25&after=0", api().token(user)));
    LiveSocket.until(
        "all three",
        () ->
            api().get(path + "/presence", api().senderKey()).body().get("connections").asInt()
                == 3);
    var ended = api().call("DELETE", path + "/connections", api().senderKey(), null);
    assertThat(ended.status()).isEqualTo(204);
    assertThat(one.awaitClose()).isEqualTo(4410);
    assertThat(two.awaitClose()).isEqualTo(4410);
    assertThat(poll.get(10, TimeUnit.SECONDS).code()).isEqualTo("ended");
    LiveSocket.until(
        "gone",
        () -> !api().get(path + "/presence", api().senderKey()).body().get("online").asBoolean());
    assertThat(other.isOpen()).isTrue();
    assertThat(api().call("DELETE", path + "/connections", api().senderKey(), null).status())
        .as("again")
        .isEqualTo(204);
    other.close();
  }

  @Test
  void an_admin_exports_and_erases_a_user_whose_connections_end() throws Exception {
    var user = someone();
    var path = "/api/v1/users/" + user;
    send("to be forgotten", user);
    var live = live(user);
    var other = TestSurroundings.OTHER_KEY;
    assertThat(api().call("DELETE", path, other, null).code()).isEqualTo("not-an-admin");
    assertThat(api().get(path + "/export", other).code()).isEqualTo("not-an-admin");
    var export = api().get(path + "/export", api().senderKey()).body();
    assertThat(export.at("/items/0/title").asText()).isEqualTo("to be forgotten");
    assertThat(export.at("/connections/0/transport").asText()).isEqualTo("websocket");
    var receipt = api().call("DELETE", path, api().senderKey(), null);
    assertThat(receipt.status()).isEqualTo(200);
    assertThat(receipt.body().get("items").asInt()).isEqualTo(1);
    assertThat(receipt.body().get("notifications").asInt()).isEqualTo(1);
    assertThat(live.awaitClose()).isEqualTo(4410);
    var left = api().get(path + "/export", api().senderKey()).body();
    assertThat(left.get("items")).isEmpty();
    assertThat(left.get("inbox").isNull()).isTrue();
  }
}
