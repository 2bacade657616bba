package org.belfry.security;

/**
 * How much one sender may send.
 *
 * @param sendsPerSecond notifications a second, and as many at once; 0 for no limit
 */
public record RateSettings(int sendsPerSecond) {}
