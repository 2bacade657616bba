package org.belfry.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
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

/** A sender key and a JWT secret made once and kept in a file that only its owner can read. */
public final class DemoKeys {

  private static final String SENDER = "sender-key";
  private static final String SECRET = "jwt-secret";

  private final Properties values;

  private DemoKeys(Properties values) {
    this.values = values;
  }

  /** Reads the file, or makes it. */
  public static DemoKeys in(Path file) throws IOException {
    Properties values = new Properties();
    if (!Files.exists(file)) {
      values.setProperty(SENDER, "demo-" + random(24));
      values.setProperty(SECRET, random(48));
      write(values, file);
    }
    try (Reader in = Files.newBufferedReader(file)) {
      values.load(in);
    }
    return new DemoKeys(values);
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static void write(Properties values, Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      var ownerOnly = PosixFilePermissions.fromString("rw-------");
      Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
    }
    try (Writer out = Files.newBufferedWriter(file)) {
      values.store(out, "Made by a demo run of Belfry. Delete this file to get new keys.");
    }
  }

  public String senderKey() {
    return values.getProperty(SENDER);
  }

  public String jwtSecret() {
    return values.getProperty(SECRET);
  }

  /** What Belfry is given of the sender key: a name and the hash. */
  public String apiKeys() {
    return senderName() + ":" + sha256(senderKey());
  }

  /** As whom Belfry knows the sender. */
  public String senderName() {
    return "demo";
  }

  /** The hash under which a sender key is configured. */
  public static String sha256(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
