package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.belfry.demo.DemoKeys;
import org.belfry.harness.Launch;
import org.belfry.harness.Server;
import org.belfry.it.client.Api;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.RawConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that announce a body and do not send it, and others that try doors by odd ways: nobody
 * else is to notice, and nothing is to open.
 */
class HostileRequestsIT {

  private static final int EACH = 64;

  /**
   * What a body may take here, and how long a refused client is listened to, with much to spare.
   */
  private static final Duration UNTIL_ENDED = Duration.ofSeconds(20);

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
  private static final String UPGRADE =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  @TempDir private static Path directory;
  private static Server server;

  private final String user = BelfryIT.someone();

  @BeforeAll
  static void start() throws Exception {
    var environment = new HashMap<>(TestSurroundings.environment());
    environment.merge(
        "BELFRY_API_KEYS", DemoKeys.sha256(TestSurroundings.OTHER_KEY), "%s,other:%s"::formatted);
    environment.put("BELFRY_COMPAT_ENABLED", "true");
    environment.put("BELFRY_CONSOLE_SENDERS", "tests");
    environment.put("BELFRY_BODIES_SECONDS", "3");
    environment.put("BELFRY_ORIGINS", "https://allowed.example");
    server =
        Launch.of(
                Path.of(System.getProperty("server.home")),
                Path.of(System.getProperty("belfry.war")))
            .in(directory)
            .context("/belfry")
            .environment(environment)
            .start()
            .awaitReady(Duration.ofMinutes(4));
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

  private static RawConnection connection() throws IOException {
    return new RawConnection(server.url());
  }

  private static String head(String method, String path, String... headers) {
    return "%s /belfry%s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
        .formatted(method, path, server.url().getAuthority(), String.join("", headers));
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token + "\r\n";
  }

  private static String length(int bytes) {
    return "Content-Length: " + bytes + "\r\n";
  }

  private static final String JSON = "Content-Type: application/json\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

  private static String session() throws IOException {
    try (var opening = connection()) {
      opening.say(head("GET", "/socket.io/?EIO=4&transport=polling"));
      var answer = opening.hear("\"sid\":\"", SOON);
      var from = answer.indexOf("\"sid\":\"") + 7;
      return answer.substring(from, from + 20);
    }
  }

  private Map<String, String> half(String token) throws IOException {
    var key = bearer(TestSurroundings.OTHER_KEY);
    var socketIo = "/socket.io/?EIO=4&transport=polling&sid=";
    var half = new LinkedHashMap<String, String>();
    half.put("a stranger", head("POST", "/api/v1/notifications", JSON, length(1000)) + "{");
    half.put(
        "a stranger with much",
        head("POST", "/api/v1/notifications", JSON, length(5_000_000)) + "x".repeat(80_000));
    half.put("no session", head("POST", socketIo + "none", length(1000)) + "4");
    half.put("a session", head("POST", socketIo + session(), length(1000)) + "4");
    half.put("a user", head("POST", "/api/v1/inbox/read", JSON, bearer(token), length(1000)) + "{");
    half.put(
        "a sender", head("POST", "/api/v1/notifications/batch", JSON, key, length(1000)) + "[");
    half.put("an old backend", head("POST", "/api", JSON, length(1000)) + "{");
    half.put("an old url", head("GET", "/?name=x&msg=y", FORM, length(1000)) + "a");
    half.put("a preflight", head("OPTIONS", "/api/v1/inbox", length(1000)) + "a");
    half.put("a probe", head("POST", "/health/ready", FORM, length(1000)) + "a");
    half.put(
        "a stream",
        head("GET", "/api/v1/live", FORM, length(1000)) + "access_token=" + token + "&");
    half.put(
        "a socket",
        head("GET", "/ws", FORM, UPGRADE, length(1000)) + "access_token=" + token + "&");
    half.put("a head", head("HEAD", "/api/v1/live?access_token=" + token));
    return half;
  }

  @Test
  void sixty_four_of_each_at_once_hold_up_nobody_and_are_ended() throws Exception {
    var api = api();
    var token = api.token(user);
    answersSoon("warm", api);
    var open = new ArrayList<Map.Entry<String, RawConnection>>();
    try {
      for (var kind : half(token).entrySet()) {
        for (var i = 0; i < EACH; i++) {
          open.add(Map.entry(kind.getKey(), connection().say(kind.getValue())));
        }
        answersSoon(kind.getKey(), api);
      }
      var until = System.nanoTime() + UNTIL_ENDED.toNanos();
      for (var client : open) {
        if (client.getKey().equals("a head")) {
          client.getValue().hear("\r\n\r\n", SOON);
          continue;
        }
        var left = Duration.ofNanos(until - System.nanoTime());
        var answer = client.getValue().hearOut(left);
        assertThat(answer)
            .as(client.getKey())
            .doesNotContain("HTTP/1.1 2", "HTTP/1.1 101", "hello");
      }
    } finally {
      for (var client : open) {
        client.getValue().close();
      }
    }
    assertThat(api.get("/metrics", null).response().body())
        .contains("belfry_bodies 0.0", "belfry_bodies_bytes 0.0")
        .contains("belfry_bodies_refused_total{reason=\"token-missing\"}");
  }

  private void answersSoon(String kind, Api api) {
    for (var path : List.of("/health/live", "/health/ready")) {
      var began = System.nanoTime();
      assertThat(api.get(path, null).status()).as(kind).isEqualTo(200);
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .as(path + " beside " + kind)
          .isLessThan(Duration.ofSeconds(1));
    }
    var began = System.nanoTime();
    assertThat(api.send(BelfryIT.note("n", List.of(BelfryIT.someone()))).status())
        .as(kind)
        .isEqualTo(201);
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .as("a send beside " + kind)
        .isLessThan(Duration.ofSeconds(1));
  }

  private static String parts(String head, String... parts) throws Exception {
    try (var client = connection()) {
      client.say(head);
      for (var part : parts) {
        // the attack itself: one part at a time
        Thread.sleep(100);
        client.say(part);
      }
      return client.hear("\r\n\r\n", SOON);
    }
  }

  @Test
  void a_body_that_comes_in_parts_is_read_at_every_door() throws Exception {
    var key = bearer(TestSurroundings.SENDER_KEY);
    var note = "{\"to\":[\"" + user + "\"],\"type\":\"t\"}";
    var one = head("POST", "/api/v1/notifications", JSON, key, length(note.length()));
    assertThat(parts(one, note.substring(0, 5), note.substring(5))).contains("HTTP/1.1 201");
    assertThat(parts(one + note.substring(0, 5), note.substring(5))).contains("HTTP/1.1 201");
    var chunked = head("POST", "/api/v1/notifications", JSON, key, CHUNKED);
    var chunk = Integer.toHexString(note.length()) + "\r\n" + note + "\r\n";
    assertThat(parts(chunked + chunk, "0\r\n\r\n")).contains("HTTP/1.1 201");
    assertThat(parts(chunked, chunk, "0\r\n\r\n")).contains("HTTP/1.1 201");
    assertThat(parts(chunked + chunk + "0\r\n\r\n")).contains("HTTP/1.1 201");
    var many = "[" + (note + ",").repeat(400) + note + "]";
    var batch = head("POST", "/api/v1/notifications/batch", JSON, key, length(many.length()));
    assertThat(parts(batch, many.substring(0, 9_000), many.substring(9_000)))
        .contains("HTTP/1.1 200");
    var token = bearer(api().token(user));
    assertThat(
            parts(head("POST", "/api/v1/inbox/read", JSON, token, length(10)), "{\"upTo\"", ":9}"))
        .contains("HTTP/1.1 200");
    assertThat(
            parts(head("PATCH", "/api/v1/inbox/1", JSON, token, length(13)), "{\"read\"", ":true}"))
        .contains("HTTP/1.1 200");
    var post = head("POST", "/socket.io/?EIO=4&transport=polling&sid=" + session(), length(2));
    assertThat(parts(post, "4", "0")).contains("HTTP/1.1 200");
    assertThat(parts(head("POST", "/api", JSON, length(2)), "{", "}")).contains("HTTP/1.1 200");
    assertThat(api().get("/api/v1/inbox/counts", api().token(user)).body().get("head").asLong())
        .isGreaterThan(400);
  }

  @Test
  void who_asks_whether_to_send_is_told() throws Exception {
    var note = "{\"to\":[\"" + user + "\"],\"type\":\"t\"}";
    var asks = "Expect: 100-continue\r\n" + length(note.length());
    try (var client = connection()) {
      client.say(
          head("POST", "/api/v1/notifications", JSON, bearer(TestSurroundings.SENDER_KEY), asks));
      client.hear("HTTP/1.1 100", SOON);
      client.say(note).hear("HTTP/1.1 201", SOON);
    }
    try (var stranger = connection()) {
      stranger.say(head("POST", "/api/v1/notifications", JSON, asks));
      var answer = stranger.hearOut(SOON);
      assertThat(answer).contains("HTTP/1.1 401");
      if (!TestSurroundings.isPayara()) { // which asks nobody before it says: go on
        assertThat(answer).doesNotContain(" 100 ");
      }
    }
  }

  @Test
  void what_is_refused_says_why_and_that_the_connection_ends() throws Exception {
    var key = bearer(TestSurroundings.SENDER_KEY);
    var page = "Origin: https://allowed.example\r\n";
    var socketIo = "/socket.io/?EIO=4&transport=polling&sid=none";
    var refused = new LinkedHashMap<String, RawConnection>();
    refused.put("401 token-missing", half("/api/v1/tokens", JSON, length(100)));
    refused.put("413 too-large", half("/api/v1/tokens", JSON, key, length(5_000)));
    refused.put("408 too-slow", half("/api/v1/tokens", JSON, key, length(100)));
    refused.put("400 Session ID unknown", half(socketIo, length(100)));
    refused.put("401 for a page", half("/api/v1/inbox/read", JSON, page, length(100)));
    for (var client : refused.entrySet()) {
      var expected = client.getKey().split(" ", 2);
      var answer = client.getValue().hearOut(UNTIL_ENDED);
      assertThat(answer)
          .as(client.getKey())
          .contains("HTTP/1.1 " + expected[0])
          .containsIgnoringCase("connection: close")
          .contains(
              expected[1].equals("for a page")
                  ? "Access-Control-Allow-Origin: https://allowed.example"
                  : expected[1]);
      client.getValue().close();
    }
    try (var client = connection()) {
      client.say(head("POST", "/api/v1/tokens", JSON, key, CHUNKED));
      client.say("1388\r\n" + "x".repeat(5_000) + "\r\n");
      assertThat(client.hear("too-large", SOON)).contains("HTTP/1.1 413");
    }
  }

  private static RawConnection half(String path, String... headers) throws IOException {
    return connection().say(head("POST", path, headers) + "{");
  }

  @Test
  void a_token_in_a_body_opens_nothing() throws Exception {
    var form = "access_token=" + api().token(user);
    try (var stream = connection()) {
      stream.say(head("GET", "/api/v1/live", FORM, length(form.length())) + form);
      // Payara refuses a GET with a body itself
      assertThat(stream.hear("\r\n\r\n", SOON)).containsPattern("HTTP/1.1 40[01]");
    }
    try (var socket = connection()) {
      socket.say(head("GET", "/ws", FORM, UPGRADE, length(form.length())) + form);
      assertThat(socket.hear("\r\n\r\n", SOON)).containsPattern("HTTP/1.1 4(00|13)");
    }
    try (var old = connection()) {
      old.say(head("GET", "/", FORM, length(14)) + "name=x&msg=all");
      // the page at the root, as if nothing were said
      assertThat(old.hear("\r\n\r\n", SOON)).containsPattern("HTTP/1.1 400|text/html");
    }
  }

  private static String answer(String said) throws IOException {
    try (var client = connection()) {
      return client.say(said).hear("\r\n\r\n", SOON);
    }
  }

  @Test
  void a_path_has_one_spelling() throws Exception {
    for (var odd :
        List.of(
            "/metrics;",
            "/metrics;x=y",
            "/;x/metrics",
            "/;x/console/",
            "//metrics",
            "/%6detrics",
            "/./metrics",
            "/x/../metrics",
            "/%2e/metrics",
            "/console%2f",
            "/client/%2e%2e/console/index.html",
            "/api/v1;x/console/overview",
            "/api%2fv1/console/overview")) {
      assertThat(answer(head("GET", odd))).as(odd).containsPattern("HTTP/1.1 40[04]");
    }
    var authority = server.url().getAuthority();
    for (var odd : List.of("//belfry/metrics", "/%62elfry/metrics", "/belfry;x/metrics")) {
      assertThat(answer("GET " + odd + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n"))
          .as(odd)
          .doesNotContain("HTTP/1.1 200");
    }
    assertThat(answer(head("GET", "/metrics"))).contains("HTTP/1.1 200");
    var key = bearer(TestSurroundings.SENDER_KEY);
    for (var id : List.of("J%C3%BCrgen", "a%3Bb", "a%25b", "a~b", "o'b@x.example:1")) {
      assertThat(answer(head("GET", "/api/v1/users/" + id + "/presence", key)))
          .as(id)
          .contains("HTTP/1.1 200");
    }
  }

  @Test
  void nothing_is_guessed_and_nothing_of_an_inbox_is_kept() throws Exception {
    for (var path :
        List.of("/metrics", "/health/live", "/client/belfry.js", "/console/", "/none")) {
      assertThat(answer(head("GET", path))).as(path).contains("X-Content-Type-Options: nosniff");
    }
    var token = bearer(api().token(user));
    for (var path : List.of("/api/v1/inbox", "/api/v1/inbox/counts", "/api/v1/inbox/none")) {
      assertThat(answer(head("GET", path, token)))
          .contains("X-Content-Type-Options: nosniff", "Cache-Control: no-store");
    }
    var asked = "{\"user\":\"x\"}";
    var tokens =
        head(
            "POST",
            "/api/v1/tokens",
            JSON,
            bearer(TestSurroundings.SENDER_KEY),
            length(asked.length()));
    assertThat(answer(tokens + asked)).contains("HTTP/1.1 200", "Cache-Control: no-store");
    assertThat(answer(head("GET", "/api/v1/console/overview", bearer(TestSurroundings.SENDER_KEY))))
        .containsOnlyOnce("no-store");
  }

  @Test
  void http_2_is_not_spoken_without_tls() throws Exception {
    var upgrade =
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n";
    assertThat(answer(head("GET", "/health/live", upgrade)))
        .startsWith("HTTP/1.1 200")
        .doesNotContain(" 101 ");
    var stream = head("GET", "/api/v1/live?access_token=" + api().token(user), upgrade);
    assertThat(answer(stream)).contains("HTTP/1.1 200", "text/event-stream");
    var note = "{\"to\":[\"" + user + "\"],\"type\":\"t\"}";
    var key = bearer(TestSurroundings.SENDER_KEY);
    var post = head("POST", "/api/v1/notifications", JSON, key, upgrade, length(note.length()));
    for (var answer :
        List.of(parts(post + note), parts(post + note.substring(0, 5), note.substring(5)))) {
      assertThat(answer).contains("HTTP/1.1 201", "application/json");
    }
    try (var client = connection()) {
      var frame = "\0\0\0\4\0\0\0\0\0"; // empty settings
      client.say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame);
      // WildFly hangs up, Payara says that it knows no such method
      assertThat(client.hearSome(SOON)).doesNotContain("\4\0\0", "HTTP/1.1 2");
    }
  }

  @Test
  void a_stream_is_not_to_be_had_by_head() throws Exception {
    try (var client = connection()) {
      client.say(head("HEAD", "/api/v1/live?access_token=" + api().token(user)));
      assertThat(client.hear("\r\n\r\n", SOON)).contains("HTTP/1.1 405").contains("Allow: GET");
    }
    LiveSocket.until(
        "nobody is there",
        () ->
            !api()
                .get("/api/v1/users/" + user + "/presence", api().senderKey())
                .body()
                .get("online")
                .asBoolean());
  }
}
