package org.belfry.inbox;

import org.belfry.cluster.Announcement;

/**
 * A committed change of one inbox.
 *
 * @param frame its JSON, or null where it is too large to be carried
 */
record Change(String user, String epoch, long number, String frame) implements Announcement {}
