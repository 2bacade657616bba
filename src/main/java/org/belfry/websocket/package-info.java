/**
 * What every WebSocket of the server needs, whatever is spoken on it: texts that leave one after
 * the other without a thread that waits, and messages that are put together from parts within a
 * bound.
 */
package org.belfry.websocket;
