package org.belfry.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Properties;
import java.util.Set;
import org.belfry.harness.OwnerOnly;

/** Keys made once and kept in a file that only its owner can read. */
public final class DemoKeys {

  private static final String SENDER = "sender-key";
  private static final String SECRET = "jwt-secret";
  private static final String DATABASE = "database-password";

  private final Properties values;

  private DemoKeys(Properties values) {
    this.values = values;
  }

  /** Reads the file, and makes what it lacks. */
  public static DemoKeys in(Path file) throws IOException {
    Properties values = new Properties();
    if (Files.exists(file)) {
      try (Reader in = Files.newBufferedReader(file)) {
        values.load(in);
      }
    }
    Set<String> there = values.stringPropertyNames();
    values.putIfAbsent(SENDER, "demo-" + random(24));
    values.putIfAbsent(SECRET, random(48));
    values.putIfAbsent(DATABASE, random(24));
    if (!there.equals(values.stringPropertyNames())) {
      write(values, file);
    }
    return new DemoKeys(values);
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private static void write(Properties values, Path file) throws IOException {
    StringWriter out = new StringWriter();
    values.store(out, "Made by a demo run of Belfry. Delete this file to get new keys.");
    OwnerOnly.write(file, out.toString());
  }

  public String senderKey() {
    return values.getProperty(SENDER);
  }

  public String jwtSecret() {
    return values.getProperty(SECRET);
  }

  /** Of the PostgreSQL that the run starts. */
  public String databasePassword() {
    return values.getProperty(DATABASE);
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
