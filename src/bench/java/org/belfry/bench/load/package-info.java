/**
 * The load generator: selector threads, keep-alive HTTP and WebSocket clients on plain sockets.
 * Small on purpose, because whatever it uses of the processors is missing to the server it shares
 * them with; every run measures it against {@link org.belfry.bench.peer.Sink}.
 */
package org.belfry.bench.load;
