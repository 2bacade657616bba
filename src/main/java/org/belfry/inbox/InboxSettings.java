package org.belfry.inbox;

import java.time.Duration;

/**
 * Bounds of the store's work.
 *
 * @param queueLimit notifications that may wait for their append; more are refused with 503
 * @param batchItems items one append transaction takes at most (a single notification may have
 *     more)
 * @param keepFor how long read and removed items are kept; zero keeps them for ever
 */
public record InboxSettings(int queueLimit, int batchItems, Duration keepFor) {}
