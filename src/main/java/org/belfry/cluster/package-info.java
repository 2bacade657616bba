/**
 * The bell: tells every node that holds a connection of an inbox that the inbox has changed, and
 * knows which nodes and connections there are.
 *
 * <p>Invariant: an announcement is only a hint. Lost, late, doubled or out of order, it costs time,
 * never data: the reader looks into the store.
 */
package org.belfry.cluster;
