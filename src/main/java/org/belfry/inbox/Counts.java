package org.belfry.inbox;

/** Where an inbox stands: its counts as of its head. */
public record Counts(String epoch, long head, int unread, int unseen, long seenUpTo) {}
