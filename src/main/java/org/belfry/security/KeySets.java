package org.belfry.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;

/**
 * Where public keys come from: a URL, cached and fetched ahead, or a file, read when it changes.
 */
final class KeySets {

  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int LARGEST_BYTES = 256 * 1024;
  private static final long CACHED = Duration.ofMinutes(5).toMillis();
  private static final long REFRESH_TIMEOUT = Duration.ofSeconds(15).toMillis();
  private static final long OUTAGE = Duration.ofHours(4).toMillis();

  private KeySets() {}

  static JWKSource<SecurityContext> source(String place) {
    return SecuritySettings.isUrl(place) ? url(place) : new KeyFile(Path.of(place));
  }

  /** An unknown key id fetches anew, at most every 30 seconds; an outage is bridged for hours. */
  private static JWKSource<SecurityContext> url(String url) {
    try {
      return JWKSourceBuilder.create(
              URI.create(url).toURL(),
              new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, LARGEST_BYTES))
          .cache(CACHED, REFRESH_TIMEOUT)
          .refreshAheadCache(true)
          .rateLimited(true)
          .outageTolerant(OUTAGE)
          .build();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("belfry.jwt.jwks is no URL", e);
    }
  }

  /** Keeps the last good keys when the file is being replaced. */
  private static final class KeyFile implements JWKSource<SecurityContext> {

    private final Path file;
    private FileTime read;
    private JWKSet keys = new JWKSet();

    KeyFile(Path file) {
      this.file = file;
    }

    @Override
    public synchronized List<JWK> get(JWKSelector selector, SecurityContext context)
        throws KeySourceException {
      try {
        var modified = Files.getLastModifiedTime(file);
        if (!modified.equals(read)) {
          keys = JWKSet.load(file.toFile());
          read = modified;
        }
      } catch (IOException | ParseException e) {
        if (read == null) {
          throw new KeySourceException("belfry.jwt.jwks can't be read", e);
        }
      }
      return selector.select(keys);
    }
  }
}
