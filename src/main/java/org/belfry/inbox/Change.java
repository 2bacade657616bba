package org.belfry.inbox;

import org.belfry.cluster.Announcement;
import org.belfry.model.Cursor;

/**
 * A committed change of one inbox.
 *
 * @param frame its JSON, or null where it is too large to be carried
 */
record Change(String user, Cursor reached, String frame) implements Announcement {}
