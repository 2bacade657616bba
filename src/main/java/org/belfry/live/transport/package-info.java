/** WebSocket and server-sent events as transports of live connections. */
package org.belfry.live.transport;
