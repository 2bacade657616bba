package org.belfry.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.proc.JWSVerifierFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/**
 * Verifies JSON Web Tokens (RFC 7519): HS256 by a secret and by nothing else, RS256 and ES256 by
 * the key set and by nothing else, so no key can be taken for one of another kind. All other
 * algorithms, {@code none} among them, are refused.
 */
@Singleton
class Jwts {

  private static final int LONGEST = 8 * 1024;

  /** Clocks differ; for {@code exp} that is no excuse. */
  private static final Duration EARLY = Duration.ofSeconds(30);

  private static final JWSVerifierFactory VERIFIERS = new DefaultJWSVerifierFactory();

  private final SecuritySettings settings;
  private final Clock clock;
  private final List<MACVerifier> secrets;
  private final Optional<KeySets> keys;

  @Inject
  public Jwts(SecuritySettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
    secrets =
        Stream.of(settings.jwtSecret(), settings.secondSecret())
            .flatMap(Optional::stream)
            .map(Jwts::verifier)
            .toList();
    keys = settings.jwks().map(KeySets::new);
  }

  /** Ends the fetching of keys, whose threads would otherwise outlive this application. */
  @PreDestroy
  void close() {
    keys.ifPresent(KeySets::close);
  }

  private static MACVerifier verifier(String secret) {
    try {
      return new MACVerifier(secret.getBytes(StandardCharsets.UTF_8));
    } catch (JOSEException e) {
      throw new IllegalStateException("a secret of belfry.jwt is of no use", e);
    }
  }

  /**
   * The claims of a token that is right in every respect; {@code exp} is there.
   *
   * @throws Problem 401 {@code token-expired} or {@code token-invalid}; 503 {@code
   *     keys-unavailable} when keys can't be had
   */
  JWTClaimsSet verify(String token) {
    try {
      if (token.length() > LONGEST) {
        throw invalid("longer than " + LONGEST + " characters");
      }
      var jwt = parsed(token);
      checkSignature(jwt);
      return checked(jwt.getJWTClaimsSet());
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      throw invalid("its claims or its signature can't be read");
    }
  }

  /** The parser throws more than it says: a header of JSON null is a NullPointerException. */
  private static SignedJWT parsed(String token) {
    try {
      return SignedJWT.parse(token);
    } catch (ParseException | RuntimeException e) {
      throw invalid("no signed JWT, and no API key");
    }
  }

  private void checkSignature(SignedJWT jwt) throws JOSEException {
    var header = jwt.getHeader();
    var algorithm = header.getAlgorithm();
    if (header.getCriticalParams() != null) {
      throw invalid("critical header parameters are not understood");
    }
    if (JWSAlgorithm.HS256.equals(algorithm)) {
      if (secrets.isEmpty()) {
        throw invalid("HS256, and belfry.jwt.secret is not set");
      }
      if (!isSignedByASecret(jwt)) {
        throw invalid("not signed with the secret");
      }
    } else if (JWSAlgorithm.RS256.equals(algorithm) || JWSAlgorithm.ES256.equals(algorithm)) {
      if (keys.isEmpty()) {
        throw invalid(algorithm + ", and belfry.jwt.jwks is not set");
      }
      if (!isSignedByOneOf(keys.get(), jwt)) {
        throw invalid("not signed with a key of the key set");
      }
    } else {
      throw invalid("signed by another algorithm than HS256, RS256 or ES256");
    }
  }

  private boolean isSignedByASecret(SignedJWT jwt) throws JOSEException {
    for (var secret : secrets) {
      if (jwt.verify(secret)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSignedByOneOf(KeySets keys, SignedJWT jwt) {
    for (var key : keys.fitting(jwt.getHeader())) {
      if (key instanceof AsymmetricJWK asymmetric && isSignedBy(asymmetric, jwt)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSignedBy(AsymmetricJWK key, SignedJWT jwt) {
    try {
      return jwt.verify(VERIFIERS.createJWSVerifier(jwt.getHeader(), key.toPublicKey()));
    } catch (JOSEException e) {
      // a key of another curve; the next one may fit
      return false;
    }
  }

  private JWTClaimsSet checked(JWTClaimsSet claims) {
    var now = clock.instant();
    var expires = claims.getExpirationTime();
    if (expires == null) {
      throw invalid("no claim exp");
    }
    if (isTooEarly(claims, now)) {
      throw invalid("nbf or iat are in the future");
    }
    if (settings.issuer().isPresent() && !settings.issuer().get().equals(claims.getIssuer())) {
      throw invalid("iss is not belfry.jwt.issuer");
    }
    if (settings.audience().isPresent()
        && !claims.getAudience().contains(settings.audience().get())) {
      throw invalid("aud does not hold belfry.jwt.audience");
    }
    if (!expires.toInstant().isAfter(now)) {
      throw new Problem(ProblemKind.TOKEN_EXPIRED, "this token has expired")
          .because("exp was " + expires.toInstant());
    }
    return claims;
  }

  private static boolean isTooEarly(JWTClaimsSet claims, Instant now) {
    var notBefore = claims.getNotBeforeTime();
    var issued = claims.getIssueTime();
    var latest = Date.from(now.plus(EARLY));
    return notBefore != null && notBefore.after(latest) || issued != null && issued.after(latest);
  }

  /** One sentence for all: why a token is wrong helps only those who forge them, and operators. */
  static Problem invalid(String reason) {
    return new Problem(ProblemKind.TOKEN_INVALID, "this token is not valid here").because(reason);
  }
}
