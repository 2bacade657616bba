package org.belfry.cluster;

import java.net.URI;
import java.util.Optional;

/**
 * How nodes speak with each other.
 *
 * @param listen where to listen to the other nodes through the database, if it can be reached so
 * @param redis where to speak with the other nodes instead, if there is a Redis
 * @param queueBytes bytes that announcements may hold while they wait, for the readers of this node
 *     and for the other nodes each; what does not fit is left to the sweep
 */
public record ClusterSettings(
    Optional<ListenSettings> listen, Optional<URI> redis, long queueBytes) {}
