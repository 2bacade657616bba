package org.belfry.socketio.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Engine.IO 3: packets of a payload have their length before them, counted in UTF-16 units as
 * JavaScript does; a payload with binary in it is bytes as a whole.
 */
record Framing3() implements Framing {

  private static final int LONGEST_LENGTH = 9;
  private static final int END_OF_LENGTH = 255;

  @Override
  public int revision() {
    return 3;
  }

  @Override
  public EnginePacket read(byte[] frame) {
    if (frame.length == 0 || EnginePacket.Type.of('0' + frame[0]) != EnginePacket.Type.MESSAGE) {
      throw new Malformed("binary comes in messages only");
    }
    return EnginePacket.message(Arrays.copyOfRange(frame, 1, frame.length));
  }

  @Override
  public EnginePacket base64(String text) {
    if (text.length() < 2 || EnginePacket.Type.of(text.charAt(1)) != EnginePacket.Type.MESSAGE) {
      throw new Malformed("binary comes in messages only");
    }
    return EnginePacket.message(Framing.decoded(text.substring(2)));
  }

  @Override
  public byte[] binary(EnginePacket packet) {
    var frame = new byte[packet.binary().length + 1];
    frame[0] = (byte) packet.type().ordinal();
    System.arraycopy(packet.binary(), 0, frame, 1, packet.binary().length);
    return frame;
  }

  @Override
  public List<EnginePacket> packets(Payload payload) {
    return payload.isBinary()
        ? fromBytes(payload.bytes())
        : fromText(new String(payload.bytes(), StandardCharsets.UTF_8));
  }

  private List<EnginePacket> fromText(String text) {
    var packets = new ArrayList<EnginePacket>();
    var place = 0;
    while (place < text.length()) {
      var colon = text.indexOf(':', place);
      if (colon <= place || colon - place > LONGEST_LENGTH) {
        throw new Malformed("a packet has its length before it");
      }
      var end = colon + 1 + length(text.substring(place, colon));
      if (end > text.length()) {
        throw new Malformed("a packet is as long as it says");
      }
      packets.add(read(text.substring(colon + 1, end)));
      place = end;
    }
    return notNone(packets);
  }

  private static int length(String digits) {
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new Malformed("a length is a number");
    }
    return Integer.parseInt(digits);
  }

  private static List<EnginePacket> notNone(List<EnginePacket> packets) {
    if (packets.isEmpty()) {
      throw new Malformed("a payload is not empty");
    }
    return packets;
  }

  /** Each packet: 0 for text or 1 for binary, the digits of its length as bytes, 255, itself. */
  private List<EnginePacket> fromBytes(byte[] bytes) {
    var packets = new ArrayList<EnginePacket>();
    var place = 0;
    while (place < bytes.length) {
      var isText = bytes[place++] == 0;
      var length = 0;
      var digits = 0;
      while (place < bytes.length && (bytes[place] & 0xff) != END_OF_LENGTH) {
        if (bytes[place] < 0 || bytes[place] > 9 || ++digits > LONGEST_LENGTH) {
          throw new Malformed("a length is a number");
        }
        length = length * 10 + bytes[place++];
      }
      var begin = place + 1;
      if (digits == 0 || length > bytes.length - begin) {
        throw new Malformed("a packet is as long as it says");
      }
      place = begin + length;
      packets.add(
          isText
              ? read(new String(bytes, begin, length, StandardCharsets.UTF_8))
              : read(Arrays.copyOfRange(bytes, begin, place)));
    }
    return notNone(packets);
  }

  @Override
  public Payload payload(List<EnginePacket> packets, boolean base64) {
    return !base64 && packets.stream().anyMatch(EnginePacket::isBinary)
        ? new Payload(toBytes(packets), true)
        : new Payload(toText(packets).getBytes(StandardCharsets.UTF_8), false);
  }

  private static String toText(List<EnginePacket> packets) {
    var out = new StringBuilder();
    for (var packet : packets) {
      if (packet.isBinary()) {
        var encoded = Framing.encoded(packet.binary());
        out.append(encoded.length() + 2).append(":b").append(packet.type().digit()).append(encoded);
      } else {
        out.append(packet.text().length() + 1).append(':');
        out.append(packet.type().digit()).append(packet.text());
      }
    }
    return out.toString();
  }

  private byte[] toBytes(List<EnginePacket> packets) {
    var out = new ByteArrayOutputStream();
    for (var packet : packets) {
      var bytes = packet.isBinary() ? binary(packet) : packet.utf8();
      out.write(packet.isBinary() ? 1 : 0);
      Integer.toString(bytes.length).chars().forEach(digit -> out.write(digit - '0'));
      out.write(END_OF_LENGTH);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }
}
