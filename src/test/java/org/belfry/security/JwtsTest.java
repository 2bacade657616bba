package org.belfry.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtsTest {

  private static final String SECRET = "a secret of at least thirty-two bytes";
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path directory;

  private static Authenticator callers(String secret, String jwks) {
    var settings =
        new SecuritySettings(
            Map.of(),
            Optional.ofNullable(secret),
            Optional.empty(),
            Optional.ofNullable(jwks),
            Optional.empty(),
            Optional.empty(),
            "sub",
            Set.of(),
            Duration.ofDays(1));
    return new Authenticator(settings, new Jwts(settings, Clock.fixed(NOW, ZoneOffset.UTC)));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder().subject("42").expirationTime(Date.from(NOW.plusSeconds(60)));
  }

  private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws Exception {
    var jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static String hs256(JWTClaimsSet claims, String secret) throws Exception {
    return signed(new JWSHeader(JWSAlgorithm.HS256), claims, new MACSigner(secret));
  }

  private static String rs256(RSAKey key) throws Exception {
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
    return signed(header, claims().build(), new RSASSASigner(key));
  }

  private static String refusal(Authenticator authenticator, String token) {
    return catchThrowableOfType(Problem.class, () -> authenticator.user("Bearer " + token, null))
        .code();
  }

  private String file(JWK... keys) throws IOException {
    var file = directory.resolve("keys.json");
    Files.writeString(file, new JWKSet(java.util.List.of(keys)).toString(true));
    return file.toString();
  }

  @Test
  void a_token_by_the_secret_is_a_user_until_it_expires() throws Exception {
    var authenticator = callers(SECRET, null);
    var user = authenticator.user("bearer " + hs256(claims().build(), SECRET), null);
    assertThat(user).isEqualTo(new User(UserId.stored("42"), NOW.plusSeconds(60)));
    var expired = claims().expirationTime(Date.from(NOW)).build();
    assertThat(refusal(authenticator, hs256(expired, SECRET))).isEqualTo("token-expired");
  }

  @Test
  void tokens_of_either_secret_are_right_while_one_replaces_the_other() throws Exception {
    var second = "the next secret of thirty-two bytes!";
    var settings =
        new SecuritySettings(
            Map.of(),
            Optional.of(SECRET),
            Optional.of(second),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "sub",
            Set.of(),
            Duration.ofDays(1));
    var clock = Clock.fixed(NOW, ZoneOffset.UTC);
    var authenticator = new Authenticator(settings, new Jwts(settings, clock));
    for (var secret : new String[] {SECRET, second}) {
      assertThat(authenticator.user("Bearer " + hs256(claims().build(), secret), null).id().value())
          .isEqualTo("42");
    }
    assertThat(
            refusal(
                authenticator, hs256(claims().build(), "a third secret of thirty-two bytes !!")))
        .isEqualTo("token-invalid");
    var issued = new UserTokens(settings, clock).issue("42", 60).token();
    assertThat(callers(SECRET, null).user("Bearer " + issued, null).id().value()).isEqualTo("42");
    assertThat(settings.toString()).doesNotContain(SECRET, second);
  }

  @Test
  void hostile_tokens_are_refused() throws Exception {
    var authenticator = callers(SECRET, null);
    var valid = hs256(claims().build(), SECRET);
    var parts = valid.split("\\.");
    var encrypted =
        new EncryptedJWT(
            new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A128GCM), claims().build());
    encrypted.encrypt(new DirectEncrypter(new byte[16]));
    var critical = new JWSHeader.Builder(JWSAlgorithm.HS256).criticalParams(Set.of("odd")).build();
    for (var token :
        new String[] {
          "bnVsbA.e30.c2ln",
          "",
          ".",
          "...",
          "a.b.c",
          "garbage",
          valid + "x",
          valid + "." + valid,
          parts[0] + "." + parts[1] + ".",
          new PlainJWT(claims().build()).serialize(),
          hs256(claims().build(), "another secret of thirty-two bytes!"),
          hs256(claims().expirationTime(null).build(), SECRET),
          hs256(claims().subject(null).build(), SECRET),
          hs256(claims().subject("").build(), SECRET),
          hs256(claims().subject("a\0b").build(), SECRET),
          hs256(claims().subject("x".repeat(129)).build(), SECRET),
          hs256(claims().notBeforeTime(Date.from(NOW.plusSeconds(60))).build(), SECRET),
          hs256(claims().claim("pad", "x".repeat(9000)).build(), SECRET),
          signed(
              new JWSHeader(JWSAlgorithm.HS512), claims().build(), new MACSigner(SECRET + SECRET)),
          signed(critical, claims().build(), new MACSigner(SECRET)),
          encrypted.serialize()
        }) {
      assertThat(refusal(authenticator, token)).as(token).isEqualTo("token-invalid");
    }
  }

  @Test
  void keys_of_a_set_verify_what_they_signed_and_nothing_else() throws Exception {
    var rsa = new RSAKeyGenerator(2048).keyID("r").generate();
    ECKey ec = new ECKeyGenerator(Curve.P_256).keyID("e").generate();
    var authenticator = callers(null, file(rsa.toPublicJWK(), ec.toPublicJWK()));
    assertThat(authenticator.user("Bearer " + rs256(rsa), null).id().value()).isEqualTo("42");
    var es256 =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("e").build(),
            claims().build(),
            new ECDSASigner(ec));
    assertThat(authenticator.user(null, es256).id().value()).isEqualTo("42");
    var foreign = new RSAKeyGenerator(2048).keyID("r").generate();
    assertThat(refusal(authenticator, rs256(foreign))).isEqualTo("token-invalid");
    // the public key's bytes as an HMAC secret: the classic confusion of algorithms
    var confused =
        signed(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("r").build(),
            claims().build(),
            new MACSigner(rsa.toRSAPublicKey().getEncoded()));
    assertThat(refusal(authenticator, confused)).isEqualTo("token-invalid");
    assertThat(refusal(authenticator, hs256(claims().build(), SECRET))).isEqualTo("token-invalid");
    assertThat(refusal(callers(SECRET, null), rs256(rsa))).isEqualTo("token-invalid");
  }

  @Test
  void a_key_file_is_read_again_when_it_changes_and_kept_when_it_breaks() throws Exception {
    var old = new RSAKeyGenerator(2048).keyID("old").generate();
    var fresh = new RSAKeyGenerator(2048).keyID("new").generate();
    var file = Path.of(file(old.toPublicJWK()));
    var authenticator = callers(null, file.toString());
    assertThat(authenticator.user("Bearer " + rs256(old), null).id().value()).isEqualTo("42");
    file(fresh.toPublicJWK());
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
    assertThat(authenticator.user("Bearer " + rs256(fresh), null).id().value()).isEqualTo("42");
    assertThat(refusal(authenticator, rs256(old))).isEqualTo("token-invalid");
    Files.writeString(file, "half wri");
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(20)));
    assertThat(authenticator.user("Bearer " + rs256(fresh), null).id().value()).isEqualTo("42");
  }

  @Test
  void a_key_url_is_cached_and_asked_again_for_an_unknown_key() throws Exception {
    var old = new RSAKeyGenerator(2048).keyID("old").generate();
    var fresh = new RSAKeyGenerator(2048).keyID("new").generate();
    var served = new AtomicReference<>(new JWKSet(old.toPublicJWK()).toString(true));
    var asked = new AtomicInteger();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/keys",
        exchange -> {
          asked.incrementAndGet();
          var body = served.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      var authenticator =
          callers(null, "http://localhost:" + server.getAddress().getPort() + "/keys");
      for (var i = 0; i < 20; i++) {
        authenticator.user("Bearer " + rs256(old), null);
      }
      assertThat(asked).hasValue(1);
      served.set(new JWKSet(fresh.toPublicJWK()).toString(true));
      assertThat(authenticator.user("Bearer " + rs256(fresh), null).id().value()).isEqualTo("42");
    } finally {
      server.stop(0);
    }
  }

  private static String reason(Authenticator authenticator, String token) {
    return catchThrowableOfType(Problem.class, () -> authenticator.user("Bearer " + token, null))
        .reason();
  }

  @Test
  void the_log_says_why_a_token_is_refused_and_the_caller_is_not_told() throws Exception {
    var authenticator = callers(SECRET, null);
    var other = "another secret of thirty-two bytes!!!";
    assertThat(reason(authenticator, "an-old-key")).isEqualTo("no signed JWT, and no API key");
    assertThat(reason(authenticator, hs256(claims().build(), other)))
        .isEqualTo("not signed with the secret");
    assertThat(reason(authenticator, hs256(claims().expirationTime(null).build(), SECRET)))
        .isEqualTo("no claim exp");
    assertThat(reason(authenticator, hs256(claims().subject(null).build(), SECRET)))
        .isEqualTo("no claim sub");
    assertThat(reason(authenticator, hs256(claims().subject("").build(), SECRET)))
        .contains("claim sub is no id");
    var expired = hs256(claims().expirationTime(Date.from(NOW)).build(), SECRET);
    assertThat(reason(authenticator, expired)).isEqualTo("exp was " + NOW);
    assertThat(reason(callers(null, file()), hs256(claims().build(), SECRET)))
        .isEqualTo("HS256, and belfry.jwt.secret is not set");
    var told =
        catchThrowableOfType(Problem.class, () -> authenticator.user("Bearer " + expired, null));
    assertThat(told.json()).doesNotContain("exp was");
  }
}
