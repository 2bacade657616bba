package org.belfry.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Clock;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.belfry.live.Admission;
import org.belfry.live.transport.HandshakePrincipal;
import org.belfry.live.transport.WebSocketHandshakeFilter;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.RecentIncidents;
import org.belfry.session.ClientInfo;
import org.junit.jupiter.api.Test;

class FiltersTest {

  private final SecuritySettings settings = Tokens.settings(Map.of(), Tokens.SECRET, null);
  private final Map<String, String> sent = new HashMap<>();
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private int status = 200;
  private boolean passed;
  private Principal principal;

  private final FilterChain chain =
      (request, response) -> {
        passed = true;
        principal = ((HttpServletRequest) request).getUserPrincipal();
      };

  private HttpServletRequest request(String method, String token) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getMethod" -> method;
                  case "getHeader" -> sent.get((String) arguments[0]);
                  case "getHeaders" ->
                      Collections.enumeration(
                          sent.containsKey((String) arguments[0])
                              ? List.of(sent.get((String) arguments[0]))
                              : List.of());
                  case "getQueryString" -> "access_token=" + token;
                  case "getRemoteAddr" -> "192.0.2.1";
                  default -> null;
                });
  }

  private HttpServletResponse response() {
    return (HttpServletResponse)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, called, arguments) -> {
              switch (called.getName()) {
                case "setStatus" -> status = (int) arguments[0];
                case "setHeader", "addHeader" ->
                    headers.put((String) arguments[0], (String) arguments[1]);
                case "getOutputStream" -> {
                  return output();
                }
                default -> {}
              }
              return null;
            });
  }

  private ServletOutputStream output() {
    return new ServletOutputStream() {
      @Override
      public void write(int b) {
        body.write(b);
      }

      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void setWriteListener(WriteListener listener) {
        throw new AssertionError("a refusal is short and written at once");
      }
    };
  }

  private Problem logged;
  private final RecentIncidents incidents =
      new RecentIncidents(Clock.systemUTC(), (door, why, remote) -> logged = why);

  /** The headers that every opening of a WebSocket has. */
  private static final Map<String, String> OPENING =
      Map.of(
          "Upgrade",
          "WebSocket",
          "Sec-WebSocket-Version",
          "13",
          "Sec-WebSocket-Key",
          "dGhlIHNhbXBsZSBub25jZQ==",
          "Host",
          "b.example");

  private String handshake(String method, String token) throws Exception {
    body.reset();
    passed = false;
    headers.clear();
    var filter =
        new WebSocketHandshakeFilter(
            new Admission(
                Tokens.callers(settings), new Origins(settings), incidents, null, () -> false));
    filter.doFilter(request(method, token), response(), chain);
    return body.toString(StandardCharsets.UTF_8);
  }

  @Test
  void who_is_let_in_is_the_principal_of_the_request() throws Exception {
    sent.putAll(OPENING);
    sent.putAll(Map.of("User-Agent", "test", "Origin", "https://b.example"));
    handshake("GET", Tokens.hs256(Tokens.claims().build()));
    assertThat(principal)
        .isEqualTo(
            new HandshakePrincipal(
                new Admission.Admitted(
                    new User(UserId.stored("42"), Tokens.NOW.plusSeconds(60)),
                    new ClientInfo(UserId.stored("42"), "websocket", "192.0.2.1", "test"))));
    assertThat(principal.getName()).isEqualTo("42");
  }

  @Test
  void what_is_no_handshake_is_refused_before_its_token_is_looked_at() throws Exception {
    assertThat(handshake("GET", "secret")).contains("upgrade-required").doesNotContain("secret");
    assertThat(status).isEqualTo(426);
    assertThat(headers).containsEntry("Upgrade", "websocket");
    assertThat(passed).isFalse();
  }

  @Test
  void another_version_is_told_which_one_it_has_to_be_and_a_key_is_needed() throws Exception {
    var token = Tokens.hs256(Tokens.claims().build());
    for (var version : new String[] {null, "8", "14", "13, 8"}) {
      sent.putAll(OPENING);
      sent.put("Sec-WebSocket-Version", version);
      assertThat(handshake("GET", token)).contains("upgrade-required");
      assertThat(status).as(version).isEqualTo(426);
      assertThat(headers).containsEntry("Sec-WebSocket-Version", "13");
      assertThat(passed).isFalse();
    }
    for (var key : new String[] {null, "", "short", "dGhlIHNhbXBsZSBub25jZQ==" + "x"}) {
      sent.putAll(OPENING);
      sent.put("Sec-WebSocket-Key", key);
      assertThat(handshake("GET", token)).contains("bad-handshake");
      assertThat(status).as(key).isEqualTo(400);
      assertThat(passed).isFalse();
    }
  }

  @Test
  void a_token_may_be_among_the_subprotocols() throws Exception {
    sent.putAll(OPENING);
    sent.put("Authorization", "Basic eDp5");
    var token = Tokens.hs256(Tokens.claims().subject("by-protocol").build());
    sent.put("Sec-WebSocket-Protocol", "belfry.v1, bearer." + token);
    handshake("GET", Tokens.hs256(Tokens.claims().build()));
    assertThat(principal.getName()).isEqualTo("by-protocol");
    sent.put("Sec-WebSocket-Protocol", "belfry.v1");
    handshake("GET", Tokens.hs256(Tokens.claims().build()));
    assertThat(principal.getName()).isEqualTo("42");
  }

  @Test
  void only_get_can_be_a_handshake() throws Exception {
    sent.putAll(OPENING);
    assertThat(handshake("POST", Tokens.hs256(Tokens.claims().build())))
        .contains("method-not-allowed");
    assertThat(status).isEqualTo(405);
    assertThat(headers).containsEntry("Allow", "GET");
    assertThat(passed).isFalse();
  }

  @Test
  void a_foreign_origin_is_refused_even_with_a_right_token() throws Exception {
    sent.putAll(OPENING);
    sent.put("Origin", "https://evil");
    assertThat(handshake("GET", Tokens.hs256(Tokens.claims().build()))).contains("origin-refused");
    assertThat(logged.reason()).contains("Origin https://evil", "Host b.example");
    assertThat(status).isEqualTo(403);
    assertThat(passed).isFalse();
  }

  @Test
  void a_wrong_token_is_refused_with_a_challenge_and_does_not_come_back() throws Exception {
    sent.putAll(OPENING);
    assertThat(handshake("GET", "wrong-one")).contains("token-invalid").doesNotContain("wrong-one");
    assertThat(status).isEqualTo(401);
    assertThat(headers).containsEntry("WWW-Authenticate", "Bearer");
  }

  private void cors(String method, String origin) throws Exception {
    sent.put("Origin", origin);
    new CorsFilter(new Origins(settings)).doFilter(request(method, null), response(), chain);
  }

  @Test
  void a_preflight_of_a_configured_origin_is_answered_here() throws Exception {
    sent.put("Access-Control-Request-Method", "PATCH");
    cors("OPTIONS", "https://app.example");
    assertThat(passed).isFalse();
    assertThat(status).isEqualTo(204);
    assertThat(headers)
        .containsEntry("Access-Control-Allow-Origin", "https://app.example")
        .containsEntry("Vary", "Origin")
        .doesNotContainKey("Access-Control-Allow-Credentials");
    assertThat(headers.get("Access-Control-Allow-Headers"))
        .contains("Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID");
  }

  @Test
  void other_origins_get_no_header_that_would_let_them_read() throws Exception {
    for (var origin : new String[] {"https://evil", "null", "", "https://app.example.evil"}) {
      cors("GET", origin);
      assertThat(passed).isTrue();
      assertThat(headers).as(origin).isEmpty();
    }
  }

  @Test
  void requests_of_a_configured_origin_pass_and_may_read_our_headers() throws Exception {
    cors("POST", "https://app.example");
    assertThat(passed).isTrue();
    assertThat(headers.get("Access-Control-Expose-Headers"))
        .contains("Retry-After", "Idempotency-Replayed");
  }
}
