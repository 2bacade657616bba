package org.belfry.security;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.belfry.text.Storable;

/**
 * Keys and origins.
 *
 * @param apiKeys sender names by SHA-256 of the key, in hex; keys themselves are not known here. A
 *     name may have several keys, while one replaces the other
 * @param jwtSecret of HS256 tokens, at least 32 bytes; signs what is issued here
 * @param secondSecret of HS256 tokens that are taken as well, while one secret replaces the other
 * @param jwks where the public keys of RS256 and ES256 tokens are: a file or an http(s) URL
 * @param userClaim the claim of a token that says which user it is
 * @param origins of browsers beyond this server's own; {@code *} for all
 * @param longestToken the longest life of a token that is issued here
 */
public record SecuritySettings(
    Map<String, String> apiKeys,
    Optional<String> jwtSecret,
    Optional<String> secondSecret,
    Optional<String> jwks,
    Optional<String> issuer,
    Optional<String> audience,
    String userClaim,
    Set<String> origins,
    Duration longestToken) {

  private static final Pattern API_KEY =
      Pattern.compile("(?:([^:,\\s\\p{Cntrl}]{1,64}):)?([0-9a-fA-F]{64})");
  private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[^/\\s]+");
  private static final int SHORTEST_SECRET = 32;

  /** Of nothing, and of a line end alone: what a variable that is not set leaves to be hashed. */
  private static final Set<String> HASHES_OF_NOTHING =
      Set.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b");

  /** Claims that say something else (RFC 7519 §4.1, RFC 8693 §4.2). */
  private static final Set<String> NO_NAMES =
      Set.of("exp", "nbf", "iat", "iss", "aud", "scope", "scp");

  /** Reads the raw values (empty for absent) and adds a sentence for each mistake. */
  public static SecuritySettings parse(
      String apiKeys,
      String secret,
      String secondSecret,
      String jwks,
      String issuer,
      String audience,
      String userClaim,
      String origins,
      Duration longestToken,
      List<String> mistakes) {
    if (secret.isEmpty() && jwks.isEmpty()) {
      mistakes.add(
          "one of belfry.jwt.secret and belfry.jwt.jwks has to be set: users come with tokens");
    }
    checkLength("belfry.jwt.secret", secret, mistakes);
    checkLength("belfry.jwt.second-secret", secondSecret, mistakes);
    if (secret.isEmpty() && !secondSecret.isEmpty()) {
      mistakes.add("belfry.jwt.second-secret has to stand beside a belfry.jwt.secret");
    }
    if (!jwks.isEmpty() && !KeySets.isPlace(jwks)) {
      mistakes.add(
          "belfry.jwt.jwks has to be an http(s) URL or a file that holds a JSON Web Key Set");
    }
    if (!Storable.isId(userClaim) || NO_NAMES.contains(userClaim)) {
      mistakes.add("belfry.jwt.user-claim has to be the claim that holds a user's id");
    }
    return new SecuritySettings(
        keys(apiKeys, mistakes),
        given(secret),
        given(secondSecret),
        given(jwks),
        given(issuer),
        given(audience),
        userClaim,
        origins(origins, mistakes),
        longestToken);
  }

  private static void checkLength(String setting, String secret, List<String> mistakes) {
    if (!secret.isEmpty() && secret.getBytes(StandardCharsets.UTF_8).length < SHORTEST_SECRET) {
      mistakes.add(setting + " has to be at least " + SHORTEST_SECRET + " bytes long");
    }
  }

  /** Without the secrets: a record says all it has, and records end up in logs. */
  @Override
  public String toString() {
    return "SecuritySettings[senders=" + apiKeys.values() + ", origins=" + origins + "]";
  }

  private static Optional<String> given(String value) {
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  private static Map<String, String> keys(String text, List<String> mistakes) {
    var keys = new LinkedHashMap<String, String>();
    for (var part : text.split(",")) {
      var entry = API_KEY.matcher(part.strip());
      if (entry.matches()) {
        var hash = entry.group(2).toLowerCase(Locale.ROOT);
        var name = entry.group(1) == null ? hash.substring(0, 8) : entry.group(1);
        if (!name.equals(Objects.requireNonNullElse(keys.putIfAbsent(hash, name), name))) {
          mistakes.add("belfry.api-keys has one key under two names");
        }
        if (HASHES_OF_NOTHING.contains(hash)) {
          mistakes.add(
              "belfry.api-keys has for " + name + " the hash of nothing: the key was empty");
        }
      } else if (!part.isBlank()) {
        mistakes.add(
            "belfry.api-keys has to be a comma-separated list of name:SHA-256 in hex; make one with"
                + " printf %s \"$SENDER_KEY\" | sha256sum");
        break;
      }
    }
    return keys;
  }

  private static Set<String> origins(String text, List<String> mistakes) {
    var origins = new LinkedHashSet<String>();
    for (var part : text.split(",")) {
      var origin = part.strip().toLowerCase(Locale.ROOT);
      if (ORIGIN.matcher(origin).matches() && isOrigin(origin)) {
        origins.add(withoutDefaultPort(origin));
      } else if (!origin.isEmpty()) {
        mistakes.add(
            "belfry.origins has to be a comma-separated list of scheme://host[:port], or *");
        break;
      }
    }
    return origins;
  }

  /** Browsers leave it out (RFC 6454 §6.2). */
  private static String withoutDefaultPort(String origin) {
    return origin.replaceFirst("^(http:.*):80$|^(https:.*):443$", "$1$2");
  }

  private static boolean isOrigin(String text) {
    try {
      return text.equals("*")
          || URI.create(text).getHost() != null && URI.create(text).getUserInfo() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
