package org.belfry.notify;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.belfry.inbox.IdempotencyKey;
import org.belfry.json.Json;
import org.belfry.problem.Problem;
import org.belfry.security.Sender;

/** Reads the {@code Idempotency-Key} header: 1 to 128 characters of the sender's choice. */
final class Keys {

  private static final int LONGEST = 128;

  private Keys() {}

  /** Null where there is no header. */
  static IdempotencyKey key(Sender sender, String header, byte[] body) {
    if (header == null) {
      return null;
    }
    if (header.isEmpty() || header.length() > LONGEST || !Json.isStorable(header)) {
      throw new Problem(
              400, "invalid-field", "Idempotency-Key has to be 1 to " + LONGEST + " characters")
          .withField("Idempotency-Key");
    }
    return new IdempotencyKey(sender.name(), header, hash(body));
  }

  private static byte[] hash(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
