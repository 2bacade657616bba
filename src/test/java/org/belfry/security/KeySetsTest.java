package org.belfry.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySetsTest {

  @TempDir private Path directory;

  private HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private final List<Jwts> opened = new ArrayList<>();
  private volatile String served;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/keys",
        exchange -> {
          asked.incrementAndGet();
          var keys = served;
          if (keys == null) {
            exchange.sendResponseHeaders(500, -1);
          } else {
            var body = keys.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    opened.forEach(Jwts::close);
    server.stop(0);
  }

  private Authenticator callers(String jwks) {
    var settings = Tokens.settings(Map.of(), null, jwks);
    var jwts = new Jwts(settings, Tokens.CLOCK);
    opened.add(jwts);
    return new Authenticator(settings, jwts);
  }

  private Authenticator callersByUrl() {
    return callers("http://localhost:" + server.getAddress().getPort() + "/keys");
  }

  private static String set(JWK... keys) {
    return new JWKSet(List.of(keys)).toString(true);
  }

  private static RSAKey rsa(String id) throws Exception {
    return new RSAKeyGenerator(2048).keyID(id).generate();
  }

  private static Problem refusal(Authenticator authenticator, String token) {
    return catchThrowableOfType(Problem.class, () -> authenticator.user(null, token));
  }

  @Test
  void known_keys_outlive_an_outage() throws Exception {
    var known = rsa("known");
    served = set(known);
    var authenticator = callersByUrl();
    assertThat(authenticator.user(null, Tokens.rs256(known)).id().value()).isEqualTo("42");
    served = null;
    // an unknown key makes us ask, which fails; the keys that we have stay
    assertThat(refusal(authenticator, Tokens.rs256(rsa("fresh"))).code())
        .isEqualTo("token-invalid");
    assertThat(asked.get()).isGreaterThan(1);
    assertThat(authenticator.user(null, Tokens.rs256(known)).id().value()).isEqualTo("42");
  }

  @Test
  void before_there_are_keys_nobody_is_told_that_the_token_is_wrong() throws Exception {
    var key = rsa("k");
    var authenticator = callersByUrl();
    for (var i = 0; i < 20; i++) {
      var refused = refusal(authenticator, Tokens.rs256(key));
      assertThat(refused.code()).isEqualTo("keys-unavailable");
      assertThat(refused.retryAfterSeconds()).isEqualTo(30);
      assertThat(refused.sentence()).doesNotContain("localhost");
    }
    assertThat(asked.get()).isLessThan(10);
  }

  @Test
  void strangers_can_not_make_us_ask_for_keys_without_end() throws Exception {
    var known = rsa("known");
    served = set(known);
    var authenticator = callersByUrl();
    assertThat(authenticator.user(null, Tokens.rs256(known)).id().value()).isEqualTo("42");
    for (var i = 0; i < 20; i++) {
      var refused =
          refusal(authenticator, Tokens.rs256(new RSAKey.Builder(known).keyID("x" + i).build()));
      assertThat(refused.code()).isEqualTo("token-invalid");
    }
    assertThat(asked.get()).isLessThan(5);
    assertThat(authenticator.user(null, Tokens.rs256(known)).id().value()).isEqualTo("42");
  }

  @Test
  void a_key_of_another_curve_does_not_hide_the_one_that_fits() throws Exception {
    var large = new ECKeyGenerator(Curve.P_384).generate();
    var fitting = new ECKeyGenerator(Curve.P_256).generate();
    var file = directory.resolve("keys.json");
    Files.writeString(file, set(large.toPublicJWK(), fitting.toPublicJWK()));
    var token =
        Tokens.signed(
            new JWSHeader(JWSAlgorithm.ES256), Tokens.claims().build(), new ECDSASigner(fitting));
    assertThat(callers(file.toString()).user(null, token).id().value()).isEqualTo("42");
  }

  @Test
  void a_file_put_in_place_of_another_is_read_although_its_time_is_the_same() throws Exception {
    var old = rsa("k1");
    var fresh = rsa("k2");
    var file = Files.writeString(directory.resolve("keys.json"), set(old.toPublicJWK()));
    var authenticator = callers(file.toString());
    assertThat(authenticator.user(null, Tokens.rs256(old)).id().value()).isEqualTo("42");
    var next = Files.writeString(directory.resolve("next.json"), set(fresh.toPublicJWK()));
    Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    assertThat(authenticator.user(null, Tokens.rs256(fresh)).id().value()).isEqualTo("42");
    assertThat(refusal(authenticator, Tokens.rs256(old)).code()).isEqualTo("token-invalid");
  }

  @Test
  void what_holds_no_keys_is_found_at_start() throws Exception {
    var text = Files.writeString(directory.resolve("text"), "no keys");
    var good = Files.writeString(directory.resolve("good"), set(rsa("k").toPublicJWK()));
    for (var place :
        new String[] {
          text.toString(), directory.toString(), "/no/such/file", "http://", "https://a b/", "\0"
        }) {
      assertThat(KeySets.isPlace(place)).as(place).isFalse();
    }
    assertThat(KeySets.isPlace(good.toString())).isTrue();
    assertThat(KeySets.isPlace("https://id.example/keys")).isTrue();
  }
}
