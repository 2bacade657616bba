package org.belfry.security;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes tokens, right and wrong, and those who check them. */
final class Tokens {

  static final String SECRET = "a secret of at least thirty-two bytes";
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private Tokens() {}

  static SecuritySettings settings(Map<String, String> apiKeys, String secret, String jwks) {
    return new SecuritySettings(
        apiKeys,
        Optional.ofNullable(secret),
        Optional.empty(),
        Optional.ofNullable(jwks),
        Optional.empty(),
        Optional.empty(),
        "sub",
        Set.of("https://app.example"),
        Duration.ofDays(1));
  }

  /** The same with users named by another claim. */
  static SecuritySettings settings(String userClaim) {
    return new SecuritySettings(
        Map.of(),
        Optional.of(SECRET),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        userClaim,
        Set.of(),
        Duration.ofDays(1));
  }

  static Authenticator callers(SecuritySettings settings) {
    return new Authenticator(settings, new Jwts(settings, CLOCK));
  }

  static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder().subject("42").expirationTime(Date.from(NOW.plusSeconds(60)));
  }

  static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) throws Exception {
    var jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  static String hs256(JWTClaimsSet claims) throws Exception {
    return signed(new JWSHeader(JWSAlgorithm.HS256), claims, new MACSigner(SECRET));
  }

  static String rs256(RSAKey key) throws Exception {
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build();
    return signed(header, claims().build(), new RSASSASigner(key));
  }
}
