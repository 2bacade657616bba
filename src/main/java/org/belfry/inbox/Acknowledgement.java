package org.belfry.inbox;

import org.belfry.model.Cursor;
import org.belfry.model.UserId;

/**
 * A device has got everything that came after one number and up to another of the same epoch: what
 * it was sent on one connection.
 *
 * @param user whose inbox
 */
public record Acknowledgement(UserId user, Cursor after, long upTo) {}
