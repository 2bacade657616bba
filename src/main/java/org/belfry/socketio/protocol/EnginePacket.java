package org.belfry.socketio.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A packet of Engine.IO.
 *
 * @param text what follows the type; empty where nothing does, and for binary messages
 * @param binary of a binary message, else null
 */
public record EnginePacket(Type type, String text, byte[] binary) {

  /** The digit that a packet begins with is the place of its type here. */
  public enum Type {
    OPEN,
    CLOSE,
    PING,
    PONG,
    MESSAGE,
    UPGRADE,
    NOOP;

    private static final Type[] ALL = values();

    char digit() {
      return (char) ('0' + ordinal());
    }

    static Type of(int digit) {
      var place = digit - '0';
      if (place < 0 || place >= ALL.length) {
        throw new Malformed("a packet begins with a digit from 0 to 6");
      }
      return ALL[place];
    }
  }

  /** A packet that says no more than its type. */
  public static EnginePacket of(Type type) {
    return new EnginePacket(type, "", null);
  }

  /** A packet with text. */
  public static EnginePacket of(Type type, String text) {
    return new EnginePacket(type, text, null);
  }

  /** A text message. */
  public static EnginePacket message(String text) {
    return new EnginePacket(Type.MESSAGE, text, null);
  }

  /** A binary message. */
  public static EnginePacket message(byte[] binary) {
    return new EnginePacket(Type.MESSAGE, "", binary);
  }

  public boolean isBinary() {
    return binary != null;
  }

  /** About how much memory it takes, in characters or bytes. */
  public int size() {
    return 1 + (isBinary() ? binary.length : text.length());
  }

  byte[] utf8() {
    return (type.digit() + text).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EnginePacket packet
        && type == packet.type
        && text.equals(packet.text)
        && Arrays.equals(binary, packet.binary);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, text, Arrays.hashCode(binary));
  }

  /** Without what it says: that may be a token or somebody's message. */
  @Override
  public String toString() {
    return type + (isBinary() ? " of " + binary.length + " bytes" : " of " + text.length());
  }
}
