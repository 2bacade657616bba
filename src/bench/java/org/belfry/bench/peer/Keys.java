package org.belfry.bench.peer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What a run gives Belfry: the key of the one sender, and the secret of users' tokens. */
record Keys(String sender, String secret) {

  static Keys make() {
    return new Keys(random(24), random(48));
  }

  private static String random(int bytes) {
    var random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** The sender's name and the hash of its key. */
  String configured() {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var hash = digest.digest(sender.getBytes(StandardCharsets.UTF_8));
      return "bench:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
