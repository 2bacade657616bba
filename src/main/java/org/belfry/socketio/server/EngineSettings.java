package org.belfry.socketio.server;

import java.time.Duration;

/**
 * The bounds of an engine.
 *
 * @param pingInterval how often a sign of life is due
 * @param pingTimeout how long after that it may be late
 * @param maxPayload bytes of one request, at most
 * @param maxPacket characters or bytes of one packet, its attachments included, and so of one frame
 * @param maxWaiting characters that may wait for a client that does not fetch them
 * @param maxSessions at once
 * @param unjoined what is allowed to clients that have not joined
 */
public record EngineSettings(
    Duration pingInterval,
    Duration pingTimeout,
    int maxPayload,
    int maxPacket,
    int maxWaiting,
    int maxSessions,
    UnjoinedLimits unjoined) {

  /**
   * Within which an upgrade has to be completed, attachments have to come, and a closed session
   * fetches what is left.
   */
  static final Duration PATIENCE = Duration.ofSeconds(10);
}
