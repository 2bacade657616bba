package org.belfry.inbox;

import java.time.Instant;
import java.util.UUID;

/**
 * What a notification says: immutable, the same for all recipients.
 *
 * @param data JSON as the sender wrote it, or null
 */
public record Content(
    UUID id,
    String type,
    String title,
    String body,
    String link,
    String data,
    Priority priority,
    Instant createdAt,
    Instant expiresAt) {}
