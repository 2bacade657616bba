/**
 * The grammar of Engine.IO (revisions 3 and 4) and Socket.IO (revision 5 and those before it): text
 * and bytes to packets and back. Nothing here waits, sends or remembers a connection, but for the
 * attachments that a half-read packet still lacks.
 */
package org.belfry.socketio.protocol;
