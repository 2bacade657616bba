package org.belfry.socketio.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Engine.IO 4: packets of a payload are parted by U+001E, binary in it is {@code b} and base64. */
record Framing4() implements Framing {

  private static final char SEPARATOR = '\u001e';

  @Override
  public int revision() {
    return 4;
  }

  @Override
  public EnginePacket read(byte[] frame) {
    return EnginePacket.message(frame);
  }

  @Override
  public EnginePacket base64(String text) {
    return EnginePacket.message(Framing.decoded(text.substring(1)));
  }

  @Override
  public byte[] binary(EnginePacket packet) {
    return packet.binary();
  }

  @Override
  public List<EnginePacket> packets(Payload payload) {
    if (payload.isBinary()) {
      throw new Malformed("payloads of revision 4 are text");
    }
    var text = new String(payload.bytes(), StandardCharsets.UTF_8);
    var packets = new ArrayList<EnginePacket>();
    var begin = 0;
    for (var end = text.indexOf(SEPARATOR); end >= 0; end = text.indexOf(SEPARATOR, begin)) {
      packets.add(read(text.substring(begin, end)));
      begin = end + 1;
    }
    packets.add(read(text.substring(begin)));
    return packets;
  }

  @Override
  public Payload payload(List<EnginePacket> packets, boolean base64) {
    var out = new StringBuilder();
    for (var packet : packets) {
      if (!out.isEmpty()) {
        out.append(SEPARATOR);
      }
      if (packet.isBinary()) {
        out.append('b').append(Framing.encoded(packet.binary()));
      } else {
        out.append(packet.type().digit()).append(packet.text());
      }
    }
    return new Payload(out.toString().getBytes(StandardCharsets.UTF_8), false);
  }
}
