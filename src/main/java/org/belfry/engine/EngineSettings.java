package org.belfry.engine;

import java.time.Duration;

/**
 * The bounds of an engine.
 *
 * @param pingInterval how often a sign of life is due
 * @param pingTimeout how long after that it may be late
 * @param maxPayload bytes of one request or frame, at most
 * @param connectTimeout within which a client has to have joined a namespace
 * @param maxWaiting characters that may wait for a client that does not fetch them
 */
public record EngineSettings(
    Duration pingInterval,
    Duration pingTimeout,
    int maxPayload,
    Duration connectTimeout,
    int maxWaiting) {

  /** Within which an upgrade has to be completed, and a closed session fetches what is left. */
  static final Duration PATIENCE = Duration.ofSeconds(10);
}
