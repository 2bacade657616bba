package org.belfry.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Properties;

/** A sender key and a secret for tokens, made once and kept in a file that only its owner reads. */
public record DemoKeys(String senderKey, String jwtSecret) {

  /** Reads the keys of an earlier run, or makes new ones. */
  public static DemoKeys in(Path file) throws IOException {
    var properties = new Properties();
    if (Files.exists(file)) {
      try (var in = Files.newBufferedReader(file)) {
        properties.load(in);
      }
    } else {
      properties.setProperty("sender-key", "demo-" + random());
      properties.setProperty("jwt-secret", random() + random());
      Files.createDirectories(file.getParent());
      Files.createFile(file);
      if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
      try (var out = Files.newBufferedWriter(file)) {
        properties.store(out, "made by the demo run; for this machine only");
      }
    }
    return new DemoKeys(properties.getProperty("sender-key"), properties.getProperty("jwt-secret"));
  }

  private static String random() {
    var bytes = new byte[18];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** As the setting {@code belfry.api-keys} wants it. */
  public static String configured(String name, String key) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return name + ":" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
