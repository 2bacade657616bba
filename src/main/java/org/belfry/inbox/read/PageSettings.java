package org.belfry.inbox.read;

/**
 * Bounds of what is read of an inbox at once.
 *
 * @param bytes of contents that a page may hold, of REST or of a stream; a page has at least one
 *     item, however large
 */
public record PageSettings(int bytes) {}
