/**
 * The engine under Socket.IO clients: sessions that live on HTTP long polling or a WebSocket and
 * move from one to the other, and the namespaces on top of them. What happens in a namespace is the
 * application's.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>No thread waits with a poll or with a write, and no session has a timer of its own.
 *   <li>A way out is used up by a write: a poll is answered once, a WebSocket offers itself again
 *       when the write has ended. So one write is in flight per session, in the order of sending.
 *   <li>Locks are held for bookkeeping only; whatever leaves or is told leaves outside of them.
 * </ul>
 */
package org.belfry.socketio.server;
