package org.belfry.live;

/**
 * Bounds of Socket.IO clients; their heartbeats are those of all live connections.
 *
 * @param payload bytes of one request or frame, at most
 */
public record SocketIoSettings(int payload) {}
