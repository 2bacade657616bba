/**
 * Who is where: the nodes, each alive as long as its heartbeat is young, and a session mapping for
 * each open connection.
 *
 * <p>Invariant: a mapping is committed before its connection reads, and goes with its node: a node
 * that stopped beating is evicted, with all its mappings, by any of the others.
 */
package org.belfry.session;
