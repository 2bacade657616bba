package org.belfry.socketio.protocol;

import java.util.Base64;
import java.util.List;

/** How packets are put into WebSocket frames and into the bodies of HTTP requests and answers. */
public sealed interface Framing permits Framing3, Framing4 {

  /** The body of an HTTP request or answer. */
  record Payload(byte[] bytes, boolean isBinary) {}

  /**
   * By the query parameter {@code EIO}.
   *
   * @throws Malformed for any but 3 and 4
   */
  static Framing of(String revision) {
    if ("4".equals(revision)) {
      return new Framing4();
    }
    if ("3".equals(revision)) {
      return new Framing3();
    }
    throw new Malformed("the revision is 3 or 4");
  }

  /** 3 or 4. */
  int revision();

  /** Reads a WebSocket text frame. */
  default EnginePacket read(String frame) {
    if (frame.isEmpty()) {
      throw new Malformed("a packet is not empty");
    }
    return frame.charAt(0) == 'b'
        ? base64(frame)
        : new EnginePacket(EnginePacket.Type.of(frame.charAt(0)), frame.substring(1), null);
  }

  /** Reads a WebSocket binary frame. */
  EnginePacket read(byte[] frame);

  /** Reads a binary packet that came as text and begins with {@code b}. */
  EnginePacket base64(String text);

  /** Writes a text packet as a WebSocket text frame. */
  default String text(EnginePacket packet) {
    return packet.type().digit() + packet.text();
  }

  /** Writes a binary packet as a WebSocket binary frame. */
  byte[] binary(EnginePacket packet);

  /** Reads the body of a POST. */
  List<EnginePacket> packets(Payload payload);

  /**
   * Writes the answer to a GET.
   *
   * @param base64 whether the client can only take text
   */
  Payload payload(List<EnginePacket> packets, boolean base64);

  /** Decodes base64 leniently about padding, as JavaScript clients write both. */
  static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new Malformed("binary in text is base64");
    }
  }

  static String encoded(byte[] binary) {
    return Base64.getEncoder().encodeToString(binary);
  }
}
