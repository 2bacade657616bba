package org.belfry.socketio.server;

import java.time.Duration;

/**
 * What sessions may cost that have not joined: anybody may open one, whoever they are.
 *
 * @param sessions at once, of all
 * @param sessionsOfOne at once, of one remote address
 * @param bytes that one may say until it has joined, and that may wait for it
 * @param patience within which it has to join
 */
public record UnjoinedLimits(int sessions, int sessionsOfOne, int bytes, Duration patience) {}
