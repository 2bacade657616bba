package org.belfry.notify;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.belfry.inbox.IdempotencyKey;
import org.belfry.security.Sender;
import org.belfry.text.Storable;

/** Reads the {@code Idempotency-Key} header: 1 to 128 characters of the sender's choice. */
final class Keys {

  private Keys() {}

  /** Null where there is no header. */
  static IdempotencyKey key(Sender sender, String header, byte[] body) {
    if (header == null) {
      return null;
    }
    return new IdempotencyKey(sender.name(), Storable.id("Idempotency-Key", header), hash(body));
  }

  private static byte[] hash(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
