package org.belfry.live;

import java.time.Duration;

/**
 * Bounds of live connections.
 *
 * @param ping how often the server asks for a sign of life
 * @param silence how long after such a question a client may stay silent
 * @param write how long one write may take before the client is called too slow
 * @param buffer characters that may wait in memory for a connection; beyond, the log is the buffer
 * @param longestWait the longest a long poll may wait
 * @param goodbye over how long the connections are closed when the server stops
 * @param storePatience for how long the database may be out of reach before all are sent away
 * @param connections of all users, at most
 * @param connectionsOfUser of one user, at most; the oldest makes way
 */
public record LiveSettings(
    Duration ping,
    Duration silence,
    Duration write,
    int buffer,
    Duration longestWait,
    Duration goodbye,
    Duration storePatience,
    int connections,
    int connectionsOfUser) {}
