package org.belfry.socketio.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import org.belfry.socketio.protocol.Packet;

/** An event that a client has emitted. */
public final class Event {

  private final Socket socket;
  private final Packet packet;

  Event(Socket socket, Packet packet) {
    this.socket = socket;
    this.packet = packet;
  }

  public String name() {
    return packet.data().get(0).asText();
  }

  /** The arguments; binary ones are binary nodes. */
  public ArrayNode arguments() {
    var arguments = ((ArrayNode) packet.data()).deepCopy();
    arguments.remove(0);
    return arguments;
  }

  /** The first argument; a missing node where there is none. */
  public JsonNode argument() {
    return packet.data().path(1);
  }

  /** Whether the client waits for an acknowledgement. */
  public boolean wantsAnswer() {
    return packet.id() != null;
  }

  /** Acknowledges; does nothing when the client does not wait for it. */
  public void answer(ArrayNode arguments) {
    if (wantsAnswer()) {
      socket.send(new Packet(Packet.Type.ACK, socket.namespace(), packet.id(), arguments));
    }
  }

  /** Acknowledges with one argument that is JSON already. */
  public void answer(String json) {
    if (wantsAnswer()) {
      socket.answer(packet.id(), json);
    }
  }
}
