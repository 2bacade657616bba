/**
 * Who has to be told: every node that holds a connection of an inbox hears that the inbox has
 * changed, through the database or a Redis.
 *
 * <p>Invariant: an announcement is only a hint. Lost, late, doubled or out of order, it costs time,
 * never data: the reader looks into the store.
 */
package org.belfry.cluster;
