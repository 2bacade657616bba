package org.belfry.security;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/** The public keys: from a URL, cached and fetched ahead, or from a file, read when it changes. */
final class KeySets implements Closeable {

  private static final Logger LOG = System.getLogger(KeySets.class.getName());
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int LARGEST_BYTES = 256 * 1024;
  private static final long CACHED = Duration.ofMinutes(5).toMillis();
  private static final long REFRESH_TIMEOUT = Duration.ofSeconds(15).toMillis();
  private static final long OUTAGE = Duration.ofHours(4).toMillis();

  /** As long as nimbus waits until it asks again. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final JWKSource<SecurityContext> source;
  private final AtomicBoolean missed = new AtomicBoolean();
  private volatile boolean had;

  KeySets(String place) {
    source = isUrl(place) ? url(place) : new KeyFile(Path.of(place));
  }

  private static boolean isUrl(String place) {
    return place.startsWith("http://") || place.startsWith("https://");
  }

  /** Whether keys can come from there: a URL with a host (not asked yet), or a file of keys. */
  static boolean isPlace(String place) {
    try {
      if (isUrl(place)) {
        return URI.create(place).getHost() != null;
      }
      JWKSet.load(Path.of(place).toFile());
      return true;
    } catch (IllegalArgumentException | IOException | ParseException e) {
      return false;
    }
  }

  /** An unknown key id fetches anew, at most every 30 seconds; an outage is bridged for hours. */
  private static JWKSource<SecurityContext> url(String url) {
    try {
      return JWKSourceBuilder.create(
              URI.create(url).toURL(),
              new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, LARGEST_BYTES))
          .cache(CACHED, REFRESH_TIMEOUT)
          .refreshAheadCache(true)
          .rateLimited(PAUSE.toMillis())
          .outageTolerant(OUTAGE)
          .build();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("belfry.jwt.jwks is no URL", e);
    }
  }

  /**
   * The keys that may have signed this.
   *
   * @throws Problem 503 {@code keys-unavailable} while no keys have been had yet, or for hours: the
   *     token may be right, so its owner must not be sent away for good
   */
  List<JWK> fitting(JWSHeader header) {
    try {
      var keys = source.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), null);
      had = true;
      missed.set(false);
      return keys;
    } catch (RateLimitReachedException e) {
      if (had) {
        // none of the known keys, and asking again has to wait: else anybody could make us ask
        return List.of();
      }
      throw unavailable(e);
    } catch (KeySourceException e) {
      throw unavailable(e);
    }
  }

  private Problem unavailable(KeySourceException e) {
    if (missed.compareAndSet(false, true)) {
      // the message may have the URL in it, and a URL may have a password
      var cause = e.getCause() == null ? e : e.getCause();
      LOG.log(
          Level.WARNING,
          "event=keys-unavailable setting=belfry.jwt.jwks error={0}; asking again when tokens come",
          cause.getClass().getSimpleName());
    }
    return new Problem(ProblemKind.KEYS_UNAVAILABLE, "tokens can't be checked just now")
        .withRetryAfter(PAUSE)
        .withCause(e);
  }

  @Override
  public void close() {
    if (source instanceof Closeable closeable) {
      try {
        closeable.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
