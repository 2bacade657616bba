package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.belfry.harness.Launch;
import org.belfry.harness.Server;
import org.belfry.it.client.Api;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.NodeClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The contracts of old push servers with the client of their time, against a server on which they
 * are switched on.
 */
class CompatIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path directory;
  private static Server server;

  private final String user = BelfryIT.someone();

  @BeforeAll
  static void start() throws Exception {
    NodeClient.assumeThereIsOne();
    server = start("compat", Map.of("BELFRY_COMPAT_NEW_USER", "true"));
  }

  private static Server start(String name, Map<String, String> more) throws Exception {
    var environment = new HashMap<>(TestSurroundings.environment());
    environment.put("BELFRY_COMPAT_ENABLED", "true");
    environment.putAll(more);
    return Launch.of(
            Path.of(System.getProperty("server.home")), Path.of(System.getProperty("belfry.war")))
        .in(directory.resolve(name))
        .environment(environment)
        .start()
        .awaitReady(Duration.ofSeconds(120));
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.stop();
    }
  }

  private static Api api() {
    return new Api(server.url(), TestSurroundings.SENDER_KEY);
  }

  private static NodeClient connect(int version, Map<String, ?> options) {
    return NodeClient.connect(version, server.url(), options);
  }

  private static HttpResponse<String> post(String json) throws Exception {
    return post(json, "Content-Type", "application/json");
  }

  private static HttpResponse<String> post(String body, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(server.url().resolve("api"))
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String query, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(server.url() + query));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static NodeClient login(Object token) {
    return login(2, token);
  }

  private static NodeClient login(int version, Object token) {
    var client = connect(version, Map.of());
    var id = client.await("connect", 1).get(1).asText();
    return client.tell("emit", "user_login", Map.of("userId", 7, "socketId", id, "tokenId", token));
  }

  private boolean isOnline(String who) {
    var presence = api().get("/api/v1/users/" + who + "/presence", api().senderKey());
    return presence.body().get("online").asBoolean();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void user_login_contract_messages_posted_by_token_reach_all_pages_of_those_users_and_nobody_else(
      int version) throws Exception {
    var other = BelfryIT.someone();
    try (var page = login(version, user);
        var tab = login(version, user);
        var stranger = login(version, other)) {
      LiveSocket.until("both are there", () -> connections(user) == 2 && isOnline(other));
      var answer =
          post("{\"tokens\":[\"%s\",\"1\"],\"data\":\"You shall not pass!!!\"}".formatted(user));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"responseCode\":0,\"data\":\"OK!\"}");
      for (var client : List.of(page, tab)) {
        assertThat(client.awaitEvent("receive_message", 1).get(2).toString())
            .isEqualTo("{\"entityType\":\"\",\"data\":\"You shall not pass!!!\"}");
      }
      post("{\"tokens\":[\"%s\"],\"entityType\":\"like\",\"data\":{\"by\":[1]}}".formatted(user));
      assertThat(page.awaitEvent("receive_message", 2).get(2).toString())
          .isEqualTo("{\"entityType\":\"like\",\"data\":{\"by\":[1]}}");
      post("{\"tokens\":[\"%s\"],\"unknown\":1}".formatted(other));
      assertThat(stranger.awaitEvent("receive_message", 1).get(2).toString())
          .isEqualTo("{\"entityType\":\"\",\"data\":{}}");
      assertThat(stranger.events("receive_message")).hasSize(1);
    }
    LiveSocket.until("offline", () -> !isOnline(user));
  }

  private static int connections(String who) {
    var presence = api().get("/api/v1/users/" + who + "/presence", api().senderKey());
    return presence.body().get("connections").asInt();
  }

  @Test
  void user_login_contract_what_came_while_nobody_was_there_comes_at_login_until_it_is_read()
      throws Exception {
    post("{\"tokens\":[\"%s\"],\"data\":1}".formatted(user));
    post("{\"tokens\":[\"%s\"],\"data\":2}".formatted(user));
    try (var page = login(user)) {
      page.awaitEvent("receive_message", 2);
      assertThat(page.events("receive_message").stream().map(event -> event.at("/2/data").asInt()))
          .containsExactly(1, 2);
      page.tell("ask", "read", Map.of("upTo", 1));
      assertThat(page.await("ack", 1).at("/1/unread").asInt()).isEqualTo(1);
      page.tell("cut").await("reconnect", 1);
      page.tell("emit", "user_login", Map.of("tokenId", user));
      assertThat(page.awaitEvent("receive_message", 3).at("/2/data").asInt()).isEqualTo(2);
      page.tell("emit", "user_login", Map.of("tokenId", user));
      var note = BelfryIT.note("native", List.of(user), "data", Map.of("a", 1));
      api().send(note);
      assertThat(page.awaitEvent("receive_message", 4).get(2).toString())
          .isEqualTo("{\"entityType\":\"test\",\"data\":{\"a\":1}}");
    }
  }

  @Test
  void user_login_contract_ids_may_be_numbers_and_others_hear_of_a_new_user() throws Exception {
    var number = System.nanoTime();
    try (var page = login(number)) {
      LiveSocket.until("there", () -> isOnline("" + number));
      try (var second = login(user)) {
        assertThat(page.awaitEvent("new_user", 1).get(2).toString()).isEqualTo("{}");
        assertThat(second.events("new_user")).isEmpty();
      }
      post("{\"tokens\":[%d],\"data\":\"n\"}".formatted(number));
      assertThat(page.awaitEvent("receive_message", 1).at("/2/data").asText()).isEqualTo("n");
    }
  }

  @Test
  void user_login_contract_bad_posts_are_told_what_is_wrong() throws Exception {
    assertThat(get("api").body()).isEqualTo(".");
    assertThat(post("{\"tokens\":[]}").body()).contains("OK!");
    assertThat(post("{}").body()).contains("OK!");
    for (var bad :
        List.of("", "[", "{\"tokens\":\"1\"}", "{\"tokens\":[{}]}", "{\"tokens\":[\"\"]}")) {
      var answer = post(bad);
      assertThat(answer.statusCode()).as(bad).isEqualTo(400);
      assertThat(answer.body()).contains("\"code\":");
    }
    assertThat(
            post("{\"data\":\"%s\",\"tokens\":[\"1\"]}".formatted("x".repeat(70_000))).statusCode())
        .isEqualTo(413);
    assertThat(post("{\"data\":\"%s\"}".formatted("x".repeat(200_000))).statusCode())
        .isEqualTo(413);
  }

  @Test
  void user_login_contract_a_form_is_taken_as_that_server_took_it() throws Exception {
    var form = "application/x-www-form-urlencoded";
    try (var page = login(user)) {
      LiveSocket.until("there", () -> isOnline(user));
      var answer = post("tokens=%s&tokens=1&data=a+form".formatted(user), "Content-Type", form);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("OK!");
      assertThat(page.awaitEvent("receive_message", 1).get(2).toString())
          .isEqualTo("{\"entityType\":\"\",\"data\":\"a form\"}");
    }
  }

  @Test
  void a_page_of_another_origin_sends_nothing_by_whatever_a_page_can_send() throws Exception {
    var json = "{\"tokens\":[\"%s\"],\"data\":1}".formatted(user);
    var message = "?name=" + user + "&msg=x";
    var evil = "https://evil.example";
    var refused =
        List.of(
            post(json, "Content-Type", "text/plain", "Origin", evil),
            post(json, "Content-Type", "application/json", "Sec-Fetch-Site", "cross-site"),
            get(message, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "image"),
            get(message, "Referer", evil + "/page"));
    for (var answer : refused) {
      assertThat(answer.statusCode()).isEqualTo(403);
      assertThat(answer.body()).contains("origin-refused");
    }
    var own = "http://" + server.url().getAuthority();
    assertThat(post(json, "Content-Type", "text/plain", "Origin", own).statusCode()).isEqualTo(200);
    assertThat(get(message, "Sec-Fetch-Site", "none").statusCode()).isEqualTo(200);
    var counts = api().get("/api/v1/inbox/counts", api().token(user)).body();
    assertThat(counts.get("unread").asInt()).isEqualTo(2);
  }

  @Test
  void a_guest_behind_a_proxy_with_a_password_is_welcome() {
    var headers = Map.of("Authorization", "Basic eDp5");
    for (var version : List.of(2, 4)) {
      try (var guest = connect(version, Map.of("extraHeaders", headers))) {
        guest.await("connect", 1);
        guest.tell("ask", "read", Map.of("upTo", 1));
        assertThat(guest.await("ack", 1).at("/1/code").asText()).isEqualTo("token-missing");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void query_token_contract_a_token_in_the_handshake_brings_messages_for_that_user_alone(
      int version) throws Exception {
    var other = BelfryIT.someone();
    api().send(BelfryIT.note("missed", List.of(user), "data", 41));
    try (var client = byToken(version, api().token(user));
        var stranger = byToken(version, api().token(other))) {
      assertThat(client.awaitEvent("message", 1).get(2).asInt()).isEqualTo(41);
      stranger.awaitEvent("caught-up", 1);
      api().send(BelfryIT.note("live", List.of(user), "data", 42));
      assertThat(client.awaitEvent("message", 2).get(2).asInt()).isEqualTo(42);
      api().send(BelfryIT.note("live", List.of(other), "data", "theirs"));
      assertThat(stranger.awaitEvent("message", 1).get(2).asText()).isEqualTo("theirs");
      assertThat(client.events("message")).hasSize(2);
    }
    try (var nobody = byToken(version, "null")) {
      var refused = nobody.await("connect_error", 1);
      assertThat(refused.at(version == 2 ? "/1/code" : "/2/code").asText())
          .isEqualTo("token-invalid");
    }
  }

  private static NodeClient byToken(int version, String token) {
    return connect(
        version,
        Map.of("transports", List.of("websocket"), "query", Map.of("token", "Bearer " + token)));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void join_contract_a_message_by_url_reaches_all_windows_of_the_user(int version)
      throws Exception {
    var message =
        "?name=" + user + "&msg=" + URLEncoder.encode("hallo & <du>", StandardCharsets.UTF_8);
    try (var window = connect(version, Map.of());
        var second = connect(version, Map.of("transports", List.of("polling")))) {
      for (var client : List.of(window, second)) {
        client.await("connect", 1);
        client.tell("emit", "join", Map.of("username", user));
      }
      LiveSocket.until("both windows", () -> connections(user) == 2);
      var answer = get(message);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEmpty();
      for (var client : List.of(window, second)) {
        JsonNode event = client.awaitEvent("message", 1);
        assertThat(event.get(2).toString()).isEqualTo("{\"code\":0,\"data\":\"hallo & <du>\"}");
      }
      second.tell("disconnect");
      LiveSocket.until("one window", () -> connections(user) == 1);
      get("?name=" + user + "&msg=2");
      window.awaitEvent("message", 2);
      assertThat(second.events("message")).hasSize(1);
    }
    LiveSocket.until("offline", () -> !isOnline(user));
    get("?name=" + user + "&msg=3");
    try (var back = connect(version, Map.of())) {
      back.await("connect", 1);
      back.tell("emit", "join", Map.of("username", user));
      back.awaitEvent("message", 3);
    }
    assertThat(get("?name=&msg=x").statusCode()).isEqualTo(400);
  }

  @Test
  void a_client_that_says_nothing_of_itself_can_do_nothing() {
    try (var guest = NodeClient.connect(4, server.url(), Map.of())) {
      guest.await("connect", 1);
      guest.tell("ask", "read", Map.of("upTo", 1));
      assertThat(guest.await("ack", 1).at("/1/code").asText()).isEqualTo("token-missing");
      guest.tell("ask", "join", Map.of());
      assertThat(guest.await("ack", 2).at("/1/code").asText()).isEqualTo("invalid-field");
    }
  }

  @Test
  void what_was_delivered_counts_as_read_if_so_configured() throws Exception {
    api().send(BelfryIT.note("first", List.of(user), "data", 1));
    try (var other = start("read", Map.of("BELFRY_COMPAT_READ_WHEN_DELIVERED", "true"))) {
      var counts = new Api(other.url(), TestSurroundings.SENDER_KEY);
      var token = counts.token(user);
      try (var client = NodeClient.connect(2, other.url(), Map.of())) {
        client.await("connect", 1);
        client.tell("emit", "join", Map.of("username", user));
        client.awaitEvent("message", 1);
        LiveSocket.until(
            "read",
            () -> counts.get("/api/v1/inbox/counts", token).body().get("unread").asInt() == 0);
      }
    }
  }
}
