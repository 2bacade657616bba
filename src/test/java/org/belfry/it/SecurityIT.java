package org.belfry.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.belfry.it.client.Api.Answer;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.RawConnection;
import org.junit.jupiter.api.Test;

class SecurityIT extends BelfryIT {

  private record Door(String method, String path, Object body) {}

  private static final String SLASHLESS = "/socket.io?EIO=4&transport=websocket";

  private static final String ID = "01890a5d-ac96-774b-bcce-b302099a8057";

  private static final List<Door> SENDERS =
      List.of(
          new Door("POST", "/api/v1/tokens", Map.of("user", "x")),
          new Door("POST", "/api/v1/notifications", Map.of("to", List.of("x"), "type", "t")),
          new Door("POST", "/api/v1/notifications/batch", List.of()),
          new Door("GET", "/api/v1/notifications/" + ID, null),
          new Door("DELETE", "/api/v1/notifications/" + ID, null),
          new Door("GET", "/api/v1/users/x/presence", null),
          new Door("DELETE", "/api/v1/users/x/connections", null),
          new Door("DELETE", "/api/v1/users/x", null),
          new Door("GET", "/api/v1/users/x/export", null),
          new Door("GET", "/api/v1/users/x/recount", null));

  private static final List<Door> USERS =
      List.of(
          new Door("GET", "/api/v1/inbox", null),
          new Door("GET", "/api/v1/inbox/counts", null),
          new Door("GET", "/api/v1/inbox/changes?after=0&wait=0", null),
          new Door("PATCH", "/api/v1/inbox/1", Map.of("read", true)),
          new Door("DELETE", "/api/v1/inbox/1", null),
          new Door("POST", "/api/v1/inbox/read", Map.of("upTo", 1)),
          new Door("POST", "/api/v1/inbox/seen", Map.of("upTo", 1)),
          new Door("POST", "/api/v1/inbox/unread", Map.of("seqs", List.of(1))),
          new Door("POST", "/api/v1/inbox/archive", Map.of("seqs", List.of(1))),
          new Door("POST", "/api/v1/inbox/remove", Map.of("seqs", List.of(1))),
          new Door("GET", "/api/v1/live", null));

  private Answer knock(Door door, String token) {
    return api().call(door.method(), door.path(), token, door.body());
  }

  private static JWTClaimsSet.Builder claims(String subject) {
    return new JWTClaimsSet.Builder()
        .subject(subject)
        .expirationTime(Date.from(Instant.now().plusSeconds(60)));
  }

  private static String signed(JWTClaimsSet claims, String secret) throws Exception {
    var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    jwt.sign(new MACSigner(secret));
    return jwt.serialize();
  }

  private static String ours(JWTClaimsSet claims) throws Exception {
    return signed(claims, TestSurroundings.JWT_SECRET);
  }

  /** The token of a sender. */
  static String sender(String subject) throws Exception {
    return ours(claims(subject).claim("scope", "send").build());
  }

  @Test
  void every_door_is_shut_to_who_shows_no_right_token() throws Exception {
    var wrong =
        Map.of(
            "garbage",
            "token-invalid",
            "a.b.c",
            "token-invalid",
            new PlainJWT(claims("x").build()).serialize(),
            "token-invalid",
            signed(claims("x").build(), "another-secret-of-at-least-32-bytes!"),
            "token-invalid",
            ours(claims("x").expirationTime(null).build()),
            "token-invalid",
            ours(claims(null).build()),
            "token-invalid",
            ours(claims("").build()),
            "token-invalid",
            ours(claims("x").expirationTime(Date.from(Instant.now().minusSeconds(5))).build()),
            "token-expired");
    for (var door : Stream.concat(SENDERS.stream(), USERS.stream()).toList()) {
      var none = knock(door, null);
      assertThat(none.status()).as(door.toString()).isEqualTo(401);
      assertThat(none.code()).isEqualTo("token-missing");
      assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer");
      for (var token : wrong.entrySet()) {
        var answer = knock(door, token.getKey());
        assertThat(answer.status()).as(door + " " + token.getKey()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo(token.getValue());
      }
    }
  }

  @Test
  void senders_are_not_users_and_users_are_not_senders() throws Exception {
    var sendScope = ours(claims("backend").claim("scope", "read send").build());
    for (var door : SENDERS) {
      assertThat(knock(door, api().token(someone())).code()).isEqualTo("not-a-sender");
    }
    for (var door : USERS) {
      assertThat(knock(door, api().senderKey()).code()).isEqualTo("not-a-user");
      assertThat(knock(door, sendScope).status()).isEqualTo(403);
    }
    var sent =
        api()
            .post(
                "/api/v1/notifications", sendScope, Map.of("to", List.of(someone()), "type", "t"));
    assertThat(sent.status()).isEqualTo(201);
    var otherScope = ours(claims("backend").claim("scope", "sending").build());
    assertThat(knock(SENDERS.get(1), otherScope).status()).isEqualTo(403);
  }

  @Test
  void nobody_can_read_change_or_detect_what_is_anothers() {
    var ada = someone();
    var eve = someone();
    send("for ada alone", ada);
    var live = live(eve);
    var token = api().token(eve);
    assertThat(api().get("/api/v1/inbox", token).body().get("items")).isEmpty();
    assertThat(api().get("/api/v1/inbox/changes?after=0&wait=0", token).body().get("changes"))
        .isEmpty();
    var hers = api().call("PATCH", "/api/v1/inbox/1", token, Map.of("read", true));
    var nobodys = api().call("PATCH", "/api/v1/inbox/2", token, Map.of("read", true));
    assertThat(hers.status()).isEqualTo(nobodys.status()).isEqualTo(404);
    assertThat(api().call("DELETE", "/api/v1/inbox/1", token, null).status())
        .isEqualTo(api().call("DELETE", "/api/v1/inbox/2", token, null).status());
    api().post("/api/v1/inbox/read", token, Map.of("upTo", 9));
    live.send("{\"cmd\":\"remove\",\"seqs\":[1],\"ref\":\"a\"}").awaitRef("a");
    send("again", ada);
    live.send("{\"cmd\":\"read\",\"upTo\":9,\"ref\":\"b\"}").awaitRef("b");
    assertThat(live.frames("notification")).isEmpty();
    var page = api().get("/api/v1/inbox", api().token(ada)).body();
    assertThat(page.get("unread").asInt()).isEqualTo(2);
    live.close();
  }

  @Test
  void a_handshake_is_refused_with_a_real_answer() {
    var token = api().token(someone());
    assertThat(LiveSocket.handshake(api(), "", null)).isEqualTo(401);
    assertThat(LiveSocket.handshake(api(), "?access_token=odd", null)).isEqualTo(401);
    assertThat(LiveSocket.handshake(api(), "?access_token=" + api().senderKey(), null))
        .isEqualTo(403);
    assertThat(LiveSocket.handshake(api(), "?access_token=" + token, "https://evil.example"))
        .isEqualTo(403);
    assertThat(LiveSocket.handshake(api(), "?access_token=" + token, "null")).isEqualTo(403);
    assertThat(LiveSocket.handshake(api(), "?access_token=" + token, "https://allowed.example"))
        .isEqualTo(101);
    var own = "http://" + api().base().getAuthority();
    assertThat(LiveSocket.handshake(api(), "?access_token=" + token, own)).isEqualTo(101);
    // sooner than a server gives up a connection on which nothing more comes
    var noHandshake =
        api().later("GET", "/ws?access_token=" + token, null, null).orTimeout(15, SECONDS).join();
    assertThat(noHandshake.status()).isEqualTo(426);
    assertThat(noHandshake.header("Upgrade")).isEqualTo("websocket");
    assertThat(noHandshake.code()).isEqualTo("upgrade-required");
  }

  private String opening(String path, String... lines) throws Exception {
    try (var raw = new RawConnection(api().base())) {
      raw.say(
          "GET %s%s HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n%s\r\n"
              .formatted(
                  api().base().getPath(),
                  path,
                  Stream.of(lines).map(line -> line + "\r\n").collect(Collectors.joining())));
      return raw.hear("\r\n\r\n", Duration.ofSeconds(20));
    }
  }

  @Test
  void what_is_wrong_with_the_opening_of_a_websocket_is_told() throws Exception {
    var token = api().token(someone());
    var key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    var version = "Sec-WebSocket-Version: 13";
    var paths =
        List.of("/ws?access_token=" + token, "/socket.io/?EIO=4&transport=websocket", SLASHLESS);
    for (var path : paths) {
      var old = opening(path, key, "Sec-WebSocket-Version: 8");
      assertThat(old).as(path).startsWith("HTTP/1.1 426").contains(version);
      assertThat(opening(path, key)).startsWith("HTTP/1.1 426").contains(version);
      assertThat(opening(path, version)).as(path).startsWith("HTTP/1.1 400");
      assertThat(opening(path, version, "Sec-WebSocket-Key: x")).startsWith("HTTP/1.1 400");
      assertThat(opening(path, version, key)).as(path).startsWith("HTTP/1.1 101");
    }
  }

  @Test
  void a_password_in_the_header_hides_no_token_and_a_token_may_be_a_subprotocol() throws Exception {
    var token = api().token(someone());
    var key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    var version = "Sec-WebSocket-Version: 13";
    var basic = "Authorization: Basic eDp5";
    assertThat(opening("/ws", version, key, basic)).startsWith("HTTP/1.1 401");
    assertThat(opening("/ws?access_token=" + token, version, key, basic))
        .startsWith("HTTP/1.1 101");
    var protocols = "Sec-WebSocket-Protocol: belfry.v1, bearer." + token;
    assertThat(opening("/ws", version, key, basic, protocols))
        .startsWith("HTTP/1.1 101")
        .containsIgnoringCase("Sec-WebSocket-Protocol: belfry.v1\r\n")
        .doesNotContain(token);
    var live =
        api()
            .later("GET", "/api/v1/live?access_token=x", null, null, "Authorization", "Basic eDp5");
    assertThat(live.join().code()).isEqualTo("token-invalid");
  }

  @Test
  void pages_of_configured_origins_may_use_the_rest_interface_and_no_others() {
    var path = "/api/v1/inbox";
    var preflight =
        new String[] {
          "Origin", "https://allowed.example", "Access-Control-Request-Method", "PATCH"
        };
    var allowed = api().call("OPTIONS", path, null, null, preflight);
    assertThat(allowed.status()).isEqualTo(204);
    assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://allowed.example");
    preflight[1] = "https://evil.example";
    var refused = api().call("OPTIONS", path, null, null, preflight);
    assertThat(refused.header("Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void tokens_are_issued_within_bounds() {
    var path = "/api/v1/tokens";
    var issued = api().post(path, api().senderKey(), Map.of("user", "42", "expiresIn", 60));
    var expires = Instant.parse(issued.body().get("expiresAt").asText());
    assertThat(expires).isBetween(Instant.now().plusSeconds(50), Instant.now().plusSeconds(61));
    for (var body :
        List.of(
            Map.of("user", ""),
            Map.of("expiresIn", 60),
            Map.of("user", "42", "expiresIn", 0),
            Map.of("user", "42", "expiresIn", 999_999_999))) {
      var refused = api().post(path, api().senderKey(), body);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body().get("field").asText()).isIn("user", "expiresIn");
    }
  }

  @Test
  void a_text_that_can_not_be_stored_or_would_forge_a_line_is_refused_naming_the_field() {
    var key = api().senderKey();
    var token = api().token(someone());
    refused(api().get("/api/v1/inbox?type=%00", token), "type");
    refused(api().get("/api/v1/users/a%0Ab/presence", key), "user");
    refused(api().get("/api/v1/users/a%1Fb/recount", key), "user");
    refused(api().post("/api/v1/tokens", key, Map.of("user", "a\nevent=x")), "user");
    for (var id : List.of("a\nb", "a\u001fb", "a\u2028b", "a\0b")) {
      refused(api().send(Map.of("to", List.of("x", id), "type", "t")), "to[1]");
      refused(api().send(Map.of("to", List.of("x"), "type", id)), "type");
      refused(
          api().send(Map.of("to", List.of("x"), "type", "t", "collapseKey", id)), "collapseKey");
    }
  }

  private static void refused(Answer answer, String field) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("invalid-field");
    assertThat(answer.body().get("field").asText()).isEqualTo(field);
  }

  @Test
  void health_and_metrics_are_there_for_operators() {
    send("n", someone());
    assertThat(api().get("/health/live", null).status()).isEqualTo(200);
    assertThat(api().get("/health/ready", null).body().get("status").asText()).isEqualTo("UP");
    assertThat(api().get("/metrics", null).response().body())
        .contains("belfry_append_latency_seconds_count", "belfry_connections", "belfry_frames");
  }
}
