package org.belfry.session;

import java.time.Duration;

/**
 * How nodes know that others live.
 *
 * @param deadAfter a node whose last heartbeat is older than this is dead
 */
public record NodeSettings(Duration deadAfter) {}
