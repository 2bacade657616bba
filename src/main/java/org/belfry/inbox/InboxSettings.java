package org.belfry.inbox;

import java.time.Duration;

/**
 * Bounds of the store's work.
 *
 * @param queueLimit notifications that may wait for their append; more are refused with 503
 * @param queueBytes memory that they may hold, about
 * @param batchItems items one append transaction takes at most (a single notification may have
 *     more)
 * @param longestWait how long a notification waits for an inbox that somebody holds locked
 * @param portionItems items that a transaction of bulk work takes at most
 * @param keepFor how long read and removed items are kept; zero keeps them for ever
 * @param purgeEvery how long after one walk through what is old the next one begins
 */
public record InboxSettings(
    int queueLimit,
    long queueBytes,
    int batchItems,
    Duration longestWait,
    int portionItems,
    Duration keepFor,
    Duration purgeEvery) {}
