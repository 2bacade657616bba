package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.NodeClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The main namespace, with the reference clients of both protocol generations. */
class SocketIoIT extends BelfryIT {

  private final String user = someone();

  @BeforeEach
  void clients() {
    NodeClient.assumeThereIsOne();
  }

  private NodeClient connect(int version, List<String> transports, Map<String, Object> more) {
    var options = new HashMap<String, Object>(more);
    options.put("transports", transports);
    var shown = Map.<String, Object>of("token", api().token(user));
    options.putIfAbsent(version == 2 ? "query" : "auth", shown);
    return NodeClient.connect(version, api().base(), options);
  }

  private static List<String> titles(NodeClient client) {
    return client.events("notification").stream()
        .map(event -> event.at("/2/item/title").asText())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "4,polling websocket",
    "4,polling",
    "4,websocket",
    "2,polling websocket",
    "2,polling",
    "2,websocket"
  })
  void a_client_gets_the_same_stream_as_on_a_websocket_and_acts_on_it(
      int version, String transports) {
    IntStream.range(0, 3).forEach(i -> send("n" + i, user));
    try (var client = connect(version, List.of(transports.split(" ")), Map.of())) {
      client.awaitEvent("caught-up", 1);
      assertThat(client.events("hello").get(0).at("/2/user").asText()).isEqualTo(user);
      assertThat(titles(client)).containsExactly("n0", "n1", "n2");
      if (transports.contains(" ")) {
        client.await("upgrade", 1);
      }
      send("n3", user);
      var last = client.awaitEvent("notification", 4);
      assertThat(last.at("/2/unread").asInt()).isEqualTo(4);

      client.tell("ask", "read", Map.of("upTo", 4));
      assertThat(client.await("ack", 1).at("/1/unread").asInt()).isZero();
      assertThat(client.awaitEvent("changed", 1).at("/2/head").asInt()).isEqualTo(5);
      client.tell("ask", "unread", Map.of("seqs", List.of(1)));
      assertThat(client.await("ack", 2).at("/1/unread").asInt()).isEqualTo(1);
      client.tell("ask", "seen", Map.of("upTo", 4));
      client.tell("ask", "archive", Map.of("seqs", List.of(2)));
      client.tell("ask", "remove", Map.of("seqs", List.of(3)));
      assertThat(client.await("ack", 5).at("/1/event").asText()).isEqualTo("ok");
      assertThat(client.awaitEvent("removed", 1).at("/2/seqs/0").asInt()).isEqualTo(3);
      client.tell("ask", "ack", Map.of("head", 4));
      client.tell("ask", "token", Map.of("token", api().token(user)));
      assertThat(client.await("ack", 7).at("/1/event").asText()).isEqualTo("ok");
      client.tell("ask", "read", Map.of("upTo", "x"));
      assertThat(client.await("ack", 8).at("/1/code").asText()).isEqualTo("invalid-field");
      client.tell("ask", "dance");
      assertThat(client.await("ack", 9).at("/1/code").asText()).isEqualTo("invalid-field");
      client.tell("emit", "read", "all");
      client.await("error", line -> line.at("/1").asText().equals("error"));

      var presence = api().get("/api/v1/users/" + user + "/presence", api().senderKey());
      assertThat(presence.body().get("connections").asInt()).isEqualTo(1);
      client.tell("disconnect");
      LiveSocket.until("offline", () -> !isOnline());
    }
  }

  private boolean isOnline() {
    var presence = api().get("/api/v1/users/" + user + "/presence", api().senderKey());
    return presence.body().get("online").asBoolean();
  }

  @ParameterizedTest
  @CsvSource({"4", "2"})
  void a_token_may_come_in_the_query_with_or_without_bearer(int version) {
    for (var token : List.of(api().token(user), "Bearer " + api().token(user))) {
      var query = Map.<String, Object>of("query", Map.of("token", token), "auth", Map.of());
      try (var client = connect(version, List.of("websocket"), query)) {
        assertThat(client.awaitEvent("hello", 1).at("/2/user").asText()).isEqualTo(user);
      }
    }
  }

  @Test
  void who_shows_no_good_token_is_told_why_and_not_let_in() {
    for (var auth : List.of(Map.of(), Map.of("token", "x"), Map.of("token", api().senderKey()))) {
      try (var client = connect(4, List.of("polling"), Map.of("auth", auth))) {
        var refused = client.await("connect_error", 1);
        assertThat(refused.at("/2/code").asText())
            .isIn("token-missing", "token-invalid", "not-a-user");
        assertThat(client.lines("connect")).isEmpty();
      }
    }
    try (var client = connect(2, List.of("websocket"), Map.of("query", Map.of("token", "x")))) {
      assertThat(client.await("connect_error", 1).at("/1/code").asText())
          .isEqualTo("token-invalid");
    }
  }

  @Test
  void a_client_with_recovery_gets_back_exactly_what_it_missed() {
    send("before", user);
    try (var client =
        connect(
            4,
            List.of("websocket"),
            Map.of("reconnectionDelay", 2000, "reconnectionDelayMax", 2000))) {
      client.awaitEvent("caught-up", 1);
      client.tell("cut").await("disconnect", 1);
      send("missed", user);
      api().call("PATCH", "/api/v1/inbox/1", api().token(user), Map.of("read", true));
      var back = client.await("connect", 2);
      assertThat(back.get(2).asBoolean()).as("recovered").isTrue();
      client.awaitEvent("caught-up", 2);
      assertThat(titles(client)).containsExactly("before", "missed");
      assertThat(client.events("changed")).hasSize(1);
      assertThat(client.events("reset")).isEmpty();
      send("after", user);
      client.awaitEvent("notification", 3);
      client.tell("cut").await("connect", 3);
      client.awaitEvent("caught-up", 3);
      assertThat(titles(client)).containsExactly("before", "missed", "after");
    }
  }

  @Test
  void a_cursor_of_ones_own_resumes_and_a_void_one_is_reset() {
    IntStream.range(0, 3).forEach(i -> send("n" + i, user));
    var epoch = api().get("/api/v1/inbox/counts", api().token(user)).body().get("epoch").asText();
    var token = api().token(user);
    var auth = Map.of("auth", Map.<String, Object>of("token", token, "epoch", epoch, "after", 2));
    try (var client = connect(4, List.of("polling"), new HashMap<>(auth))) {
      client.awaitEvent("caught-up", 1);
      assertThat(titles(client)).containsExactly("n2");
    }
    var query =
        Map.of("query", Map.<String, Object>of("token", token, "epoch", "other", "after", 2));
    try (var client = connect(2, List.of("websocket"), new HashMap<>(query))) {
      client.awaitEvent("reset", 1);
      send("n3", user);
      client.awaitEvent("notification", 1);
      assertThat(titles(client)).containsExactly("n3");
    }
    var bad = Map.of("auth", Map.<String, Object>of("token", token, "after", "x"));
    try (var client = connect(4, List.of("websocket"), new HashMap<>(bad))) {
      assertThat(client.await("connect_error", 1).at("/2/code").asText())
          .isEqualTo("invalid-field");
    }
  }

  @Test
  void who_left_and_joins_again_on_the_same_transport_is_recovered_too() {
    try (var client = connect(4, List.of("websocket"), Map.of())) {
      client.awaitEvent("caught-up", 1);
      client.tell("disconnect").await("disconnect", 1);
      send("missed", user);
      client.tell("connect");
      client.awaitEvent("caught-up", 2);
      assertThat(titles(client)).containsExactly("missed");
    }
  }

  @Test
  void the_end_of_the_token_is_said_and_the_client_stays_away() {
    var auth = Map.<String, Object>of("auth", Map.of("token", api().token(user, 3)));
    try (var client = connect(4, List.of("websocket"), auth)) {
      assertThat(client.awaitEvent("goodbye", 1).at("/2/code").asInt()).isEqualTo(4401);
      assertThat(client.await("disconnect", 1).get(1).asText()).isEqualTo("io server disconnect");
    }
  }

  @Test
  void a_client_outlives_its_heartbeats_on_every_transport() {
    for (var version : List.of(4, 2)) {
      try (var polls = connect(version, List.of("polling"), Map.of());
          var socket = connect(version, List.of("websocket"), Map.of())) {
        polls.awaitEvent("caught-up", 1);
        socket.awaitEvent("caught-up", 1);
        // longer than ping interval and timeout of the server under test together
        org.awaitility.Awaitility.await()
            .during(java.time.Duration.ofSeconds(8))
            .atMost(java.time.Duration.ofSeconds(20))
            .until(
                () -> polls.lines("disconnect").isEmpty() && socket.lines("disconnect").isEmpty());
        var id = send("still there", user);
        polls.await("notification", line -> has(line, id));
        socket.await("notification", line -> has(line, id));
      }
    }
  }

  private static boolean has(JsonNode line, String id) {
    return line.at("/2/item/id").asText().equals(id);
  }

  @Test
  void pages_of_configured_origins_may_come_and_others_may_not() throws Exception {
    var path = "/socket.io/?EIO=4&transport=polling";
    var allowed = call("GET", path, "https://allowed.example");
    assertThat(allowed.statusCode()).isEqualTo(200);
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
        .hasValue("https://allowed.example");
    assertThat(allowed.headers().firstValue("Access-Control-Allow-Credentials")).hasValue("true");
    assertThat(allowed.headers().firstValue("Vary")).hasValue("Origin");
    assertThat(call("OPTIONS", path, "https://allowed.example").statusCode()).isEqualTo(204);
    for (var method : List.of("GET", "POST", "OPTIONS")) {
      var refused = call(method, path, "https://other.example");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("origin-refused");
      assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  private HttpResponse<String> call(String method, String path, String origin) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(api().base() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST");
    return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_client_that_leaves_out_the_last_slash_is_at_the_same_door() {
    NodeClient.assumeThereIsOne();
    for (var transports : List.of(List.of("websocket"), List.of("polling", "websocket"))) {
      var options =
          Map.of(
              "addTrailingSlash",
              false,
              "transports",
              transports,
              "auth",
              Map.of("token", api().token(someone())));
      try (var client = NodeClient.connect(4, api().base(), options)) {
        client.awaitEvent("caught-up", 1);
        if (transports.size() > 1) {
          client.await("upgrade", 1);
        }
      }
    }
  }
}
