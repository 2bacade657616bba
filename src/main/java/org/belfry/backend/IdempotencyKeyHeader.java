package org.belfry.backend;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import org.belfry.inbox.append.IdempotencyKey;
import org.belfry.security.Sender;
import org.belfry.text.Storable;

/**
 * Reads the {@code Idempotency-Key} header: 1 to 128 characters of the sender's choice. That of a
 * batch makes {@code key#0}, {@code key#1} and so on; the key of a single request that looks like
 * one of these is stored with a mark that no caller can write.
 */
final class IdempotencyKeyHeader {

  private static final Pattern LIKE_OF_A_BATCH = Pattern.compile("(?s).*#\\d+");
  private static final char MARK = '\u001f';

  private IdempotencyKeyHeader() {}

  /** Null where there is no header. */
  static IdempotencyKey single(Sender sender, String header, byte[] body) {
    if (header == null) {
      return null;
    }
    var key = Storable.id("Idempotency-Key", header);
    var stored = LIKE_OF_A_BATCH.matcher(key).matches() ? key + MARK : key;
    return stored(sender, stored, key, hash(body));
  }

  /**
   * The keys of the notifications of a batch by their places; all null where there is no header.
   */
  static IntFunction<IdempotencyKey> batch(Sender sender, String header, byte[] body) {
    if (header == null) {
      return place -> null;
    }
    var key = Storable.id("Idempotency-Key", header);
    var hash = hash(body);
    return place -> stored(sender, key + "#" + place, key + "#" + place, hash);
  }

  private static IdempotencyKey stored(Sender sender, String key, String former, byte[] hash) {
    if (key.equals(former) && sender.formerName() == null) {
      return new IdempotencyKey(sender.name(), key, hash);
    }
    var name = sender.formerName() == null ? sender.name() : sender.formerName();
    return new IdempotencyKey(sender.name(), key, hash, new IdempotencyKey.Name(name, former));
  }

  private static byte[] hash(byte[] body) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(body);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
