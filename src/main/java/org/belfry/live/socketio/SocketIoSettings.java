package org.belfry.live.socketio;

import org.belfry.socketio.server.UnjoinedLimits;

/**
 * Bounds of Socket.IO clients; their heartbeats are those of all live connections.
 *
 * @param payload bytes of one request, at most
 * @param unjoined what is allowed to clients that have shown no token yet
 */
public record SocketIoSettings(int payload, UnjoinedLimits unjoined) {}
