package org.belfry.bench.peer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Tokens as the users' own backend would make them. */
final class Tokens {

  private static final Duration LIFE = Duration.ofHours(6);

  private final Map<String, String> made = new ConcurrentHashMap<>();
  private final MACSigner signer;
  private final Date expiry = new Date(System.currentTimeMillis() + LIFE.toMillis());

  Tokens(String secret) {
    try {
      signer = new MACSigner(secret.getBytes(StandardCharsets.UTF_8));
    } catch (JOSEException e) {
      throw new IllegalArgumentException("The secret is too short", e);
    }
  }

  String of(String user) {
    return made.computeIfAbsent(user, this::make);
  }

  private String make(String user) {
    var claims = new JWTClaimsSet.Builder().subject(user).expirationTime(expiry).build();
    var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      jwt.sign(signer);
    } catch (JOSEException e) {
      throw new IllegalStateException("a token can't be signed", e);
    }
    return jwt.serialize();
  }
}
