package org.belfry.inbox;

/**
 * A device has got everything that came after one number and up to another: what it was sent on one
 * connection.
 *
 * @param user whose inbox
 * @param epoch which the numbers belong to
 */
public record Acknowledgement(String user, String epoch, long after, long upTo) {}
