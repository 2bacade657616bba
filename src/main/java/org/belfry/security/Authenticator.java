package org.belfry.security;

import com.nimbusds.jwt.JWTClaimsSet;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import org.belfry.problem.Problem;
import org.belfry.text.Storable;

/** Says who is calling, by the bearer token (RFC 6750); refuses everybody else. */
@Singleton
public class Authenticator {

  private static final String BEARER = "Bearer ";
  private static final String SEND = "send";

  private final SecuritySettings settings;
  private final Jwts jwts;

  @Inject
  public Authenticator(SecuritySettings settings, Jwts jwts) {
    this.settings = settings;
    this.jwts = jwts;
  }

  /**
   * The sender behind an Authorization header.
   *
   * @throws Problem 401 {@code token-missing}, {@code token-invalid}, {@code token-expired}; 403
   *     {@code not-a-sender} for a user's token
   */
  public Sender sender(String authorization) {
    if (caller(authorization, null) instanceof Sender sender) {
      return sender;
    }
    throw new Problem(403, "not-a-sender", "this token may not send");
  }

  /**
   * The user behind an Authorization header or, where that is absent, an {@code access_token}.
   *
   * @throws Problem 401 as for senders; 403 {@code not-a-user} for a sender's key or token
   */
  public User user(String authorization, String accessToken) {
    if (caller(authorization, accessToken) instanceof User user) {
      return user;
    }
    throw new Problem(403, "not-a-user", "this is a sender's key; users come with their own token");
  }

  /**
   * Whoever is behind an Authorization header.
   *
   * @throws Problem 401 as for senders
   */
  public Identity caller(String authorization) {
    return caller(authorization, null);
  }

  private Identity caller(String authorization, String accessToken) {
    var token = token(authorization, accessToken);
    // an API key is found by its hash: how long a look-up takes tells nothing of the key itself
    var sender = isJwt(token) ? null : settings.apiKeys().get(sha256(token));
    return sender != null ? Sender.byKey(sender) : caller(jwts.verify(token));
  }

  private static String token(String authorization, String accessToken) {
    if (authorization == null) {
      if (accessToken == null || accessToken.isEmpty()) {
        throw new Problem(401, "token-missing", "a bearer token is needed");
      }
      return accessToken;
    }
    if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      throw new Problem(401, "token-missing", "the Authorization header has to be Bearer …");
    }
    return authorization.substring(BEARER.length()).strip();
  }

  /** Three parts with dots between (RFC 7515 §7.1); an API key may have one dot, as many do. */
  private static boolean isJwt(String token) {
    return token.chars().filter(c -> c == '.').count() >= 2;
  }

  private Identity caller(JWTClaimsSet claims) {
    var subject = claims.getSubject();
    if (!Storable.isId(subject)) {
      throw Jwts.invalid();
    }
    return maySend(claims)
        ? Sender.byToken(subject, settings.apiKeys().containsValue(subject))
        : new User(subject, claims.getExpirationTime().toInstant());
  }

  /**
   * {@code scope} is a string with spaces (RFC 8693 §4.2); some issuers write an array, or call it
   * {@code scp}. Missing one of these would take a sender for a user of that name.
   */
  private static boolean maySend(JWTClaimsSet claims) {
    return hasSend(claims.getClaim("scope")) || hasSend(claims.getClaim("scp"));
  }

  private static boolean hasSend(Object scope) {
    if (scope instanceof String text) {
      return Arrays.asList(text.split(" ")).contains(SEND);
    }
    return scope instanceof Collection<?> scopes && scopes.contains(SEND);
  }

  private static String sha256(String key) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
