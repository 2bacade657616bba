package org.belfry.socketio.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A packet of Socket.IO. Whether it is binary is not said: bytes stand in {@code data} as binary
 * nodes.
 *
 * @param namespace {@code /} is the main one
 * @param id of the acknowledgement that is asked for or given; null for none
 * @param data null for none
 */
public record Packet(Type type, String namespace, Long id, JsonNode data) {

  /** The main namespace. */
  public static final String MAIN = "/";

  /** Whether a message is a wish to join: the only one of clients that have not joined. */
  public static boolean isConnect(EnginePacket message) {
    return !message.isBinary() && message.text().startsWith("0");
  }

  /** What a packet does; its digit is its place here, the two binary types come after these. */
  public enum Type {
    CONNECT,
    DISCONNECT,
    EVENT,
    ACK,
    CONNECT_ERROR;

    char digit() {
      return (char) ('0' + ordinal());
    }
  }

  /** Without what it says: that may be a token or somebody's message. */
  @Override
  public String toString() {
    return type + " " + namespace;
  }
}
