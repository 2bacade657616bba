package org.belfry.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;

/** Keys of a file, read when it changes; the last good ones stay while it is being replaced. */
final class KeyFile implements JWKSource<SecurityContext> {

  private final Path file;
  private List<Object> read;
  private JWKSet keys = new JWKSet();

  KeyFile(Path file) {
    this.file = file;
  }

  @Override
  public synchronized List<JWK> get(JWKSelector selector, SecurityContext context)
      throws KeySourceException {
    try {
      var found = mark();
      if (!found.equals(read)) {
        keys = JWKSet.load(file.toFile());
        read = found;
      }
    } catch (IOException | ParseException e) {
      if (read == null) {
        throw new KeySourceException("belfry.jwt.jwks can't be read", e);
      }
    }
    return selector.select(keys);
  }

  /** Two writes within one tick of the clock have one time, but another length or file number. */
  private List<Object> mark() throws IOException {
    var found = Files.readAttributes(file, BasicFileAttributes.class);
    return Arrays.asList(found.lastModifiedTime(), found.size(), found.fileKey());
  }
}
