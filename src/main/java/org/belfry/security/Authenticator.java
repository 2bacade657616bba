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
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.text.Storable;

/** Says who is calling, by the bearer token (RFC 6750); refuses everybody else. */
@Singleton
public class Authenticator {

  private static final String BEARER = "Bearer ";
  private static final String SEND = "send";
  private static final String SUBJECT = "sub";

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
    throw new Problem(ProblemKind.NOT_A_SENDER, "this token may not send");
  }

  /**
   * The user behind an Authorization header or, where that shows no bearer token, an {@code
   * access_token}: browsers and proxies put a password of their own into that header.
   *
   * @throws Problem 401 as for senders; 403 {@code not-a-user} for a sender's key or token
   */
  public User user(String authorization, String accessToken) {
    if (caller(authorization, accessToken) instanceof User user) {
      return user;
    }
    throw new Problem(
        ProblemKind.NOT_A_USER, "this is a sender's key; users come with their own token");
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
    if (isBearer(authorization)) {
      return authorization.substring(BEARER.length()).strip();
    }
    if (accessToken != null && !accessToken.isEmpty()) {
      return accessToken;
    }
    throw authorization == null
        ? new Problem(ProblemKind.TOKEN_MISSING, "a bearer token is needed")
        : new Problem(ProblemKind.TOKEN_MISSING, "the Authorization header has to be Bearer …")
            .because("an Authorization header of another scheme");
  }

  /** Whether an Authorization header shows a token at all; null does not. */
  public static boolean isBearer(String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
  }

  /** Three parts with dots between (RFC 7515 §7.1); an API key may have one dot, as many do. */
  private static boolean isJwt(String token) {
    return token.chars().filter(c -> c == '.').count() >= 2;
  }

  private Identity caller(JWTClaimsSet claims) {
    if (maySend(claims)) {
      var subject = id(claims, SUBJECT);
      return Sender.byToken(subject, settings.apiKeys().containsValue(subject));
    }
    var user = UserId.of("user", id(claims, settings.userClaim()));
    return new User(user, claims.getExpirationTime().toInstant());
  }

  /** Issuers write ids as text, or as whole numbers. */
  private static String id(JWTClaimsSet claims, String name) {
    var value = claims.getClaim(name);
    if (value == null) {
      throw Jwts.invalid("no claim " + name);
    }
    var id = value instanceof Integer || value instanceof Long ? value.toString() : value;
    if (id instanceof String text && Storable.isId(text)) {
      return text;
    }
    throw Jwts.invalid("the claim " + name + " is no id: 1 to 128 characters, none of control");
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
