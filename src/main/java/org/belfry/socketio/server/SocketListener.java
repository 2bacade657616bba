package org.belfry.socketio.server;

/** What is told of a socket. */
public interface SocketListener {

  /** The client has emitted an event. */
  void event(Event event);

  /** The client has left the namespace, was sent out of it, or is gone; called once. */
  void disconnected(String reason);
}
