/**
 * Clients of Socket.IO as live connections of inboxes, those that speak an older contract among
 * them.
 */
package org.belfry.live.socketio;
