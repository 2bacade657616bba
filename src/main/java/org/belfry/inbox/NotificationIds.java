package org.belfry.inbox;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids of notifications: UUIDv7 (RFC 9562 §5.7), which begin with the time in milliseconds, so that
 * rows written together lie together. They are names, not secrets.
 */
public final class NotificationIds {

  private static final long VERSION = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private NotificationIds() {}

  /** A new id for a notification created at this time. */
  public static UUID next(Instant createdAt) {
    var random = ThreadLocalRandom.current();
    return new UUID(
        createdAt.toEpochMilli() << 16 | VERSION | random.nextInt(0x1000),
        VARIANT | random.nextLong() >>> 2);
  }

  /** No id made at this time or later is smaller. */
  static UUID earliest(Instant time) {
    return new UUID(time.toEpochMilli() << 16, 0);
  }
}
