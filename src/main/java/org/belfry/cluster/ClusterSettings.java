package org.belfry.cluster;

import java.time.Duration;

/**
 * How nodes know of each other.
 *
 * @param deadAfter a node whose last heartbeat is older than this is dead
 */
public record ClusterSettings(Duration deadAfter) {}
