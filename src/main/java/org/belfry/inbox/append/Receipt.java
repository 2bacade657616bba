package org.belfry.inbox.append;

import java.time.Instant;
import java.util.UUID;

/**
 * A notification that is safely stored.
 *
 * @param replayed whether an earlier request with the same idempotency key had stored it
 */
public record Receipt(UUID id, int recipients, Instant createdAt, boolean replayed) {}
