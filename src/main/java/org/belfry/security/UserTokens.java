package org.belfry.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.text.Storable;

/** Issues tokens for users, signed with the configured secret (HS256). */
@Singleton
public class UserTokens {

  /** A token and the moment it expires. */
  public record IssuedToken(String token, Instant expiresAt) {

    /** Without the token: whoever reads it in a log could be that user. */
    @Override
    public String toString() {
      return "IssuedToken[expiresAt=" + expiresAt + "]";
    }
  }

  private final SecuritySettings settings;
  private final Clock clock;

  @Inject
  public UserTokens(SecuritySettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Issues a token.
   *
   * @param user 1 to 128 characters
   * @param expiresIn seconds, from 1 to the configured longest life
   * @throws Problem 400 naming the field, 501 {@code tokens-not-issued} without a secret
   */
  public IssuedToken issue(String user, long expiresIn) {
    var secret =
        settings
            .jwtSecret()
            .orElseThrow(
                () ->
                    new Problem(
                        ProblemKind.TOKENS_NOT_ISSUED,
                        "this server has no secret to sign tokens with"));
    Storable.id("user", user);
    var longest = settings.longestToken().toSeconds();
    if (expiresIn < 1 || expiresIn > longest) {
      throw Problem.invalidField("expiresIn", "a number of seconds from 1 to " + longest);
    }
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return signed(user, now, now.plusSeconds(expiresIn), secret);
  }

  private IssuedToken signed(String user, Instant now, Instant expiresAt, String secret) {
    var claims =
        new JWTClaimsSet.Builder()
            .subject(user)
            .claim(settings.userClaim(), user)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(expiresAt));
    settings.issuer().ifPresent(claims::issuer);
    settings.audience().ifPresent(claims::audience);
    var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
    try {
      jwt.sign(new MACSigner(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (JOSEException e) {
      throw new IllegalStateException("a token can't be signed", e);
    }
    return new IssuedToken(jwt.serialize(), expiresAt);
  }
}
