package org.belfry.socketio.server;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The application of a Socket.IO server: who may join its namespaces, and what happens there. */
public interface NamespaceHandler {

  /**
   * A client wants to join a namespace. To be answered by {@link Socket#accept} or {@link
   * Socket#refuse}, now or later; does not wait long.
   *
   * @param auth what the client said with it; empty for nothing
   * @return who is told what happens on the socket; null for a namespace that does not exist
   */
  SocketListener connect(Socket socket, ObjectNode auth);
}
