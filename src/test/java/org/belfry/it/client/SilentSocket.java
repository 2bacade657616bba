package org.belfry.it.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A WebSocket client (RFC 6455) that reads what comes and never says a word, not even a pong. */
public final class SilentSocket implements AutoCloseable {

  private static final int CLOSE = 8;
  private static final int PING = 9;

  private final Socket socket;
  private final DataInputStream in;
  private final List<Integer> opcodes = new ArrayList<>();

  public SilentSocket(Api api, String token) throws IOException {
    socket = new Socket(api.base().getHost(), api.base().getPort());
    socket.setSoTimeout(60_000);
    in = new DataInputStream(socket.getInputStream());
    var request =
        "GET %s/ws?access_token=%s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    socket
        .getOutputStream()
        .write(
            request
                .formatted(api.base().getPath(), token, api.base().getAuthority())
                .getBytes(StandardCharsets.US_ASCII));
    skipResponse();
  }

  private void skipResponse() throws IOException {
    var last = 0;
    while (last != 0x0d0a0d0a) {
      last = last << 8 | in.readUnsignedByte();
    }
  }

  /** Reads until the server hangs up; returns the code of its close frame. */
  public int awaitClose() throws IOException {
    while (true) {
      var opcode = in.readUnsignedByte() & 0x0f;
      opcodes.add(opcode);
      var payload = in.readNBytes(length());
      if (opcode == CLOSE) {
        return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
      }
    }
  }

  /** Begins a text frame of this length, of which only some comes; the mask is all zeros. */
  public void beginFrame(long length, int bytes) throws IOException {
    var frame = ByteBuffer.allocate(14 + bytes);
    frame.put((byte) 0x81).put((byte) 0xff).putLong(length).putInt(0);
    while (frame.hasRemaining()) {
      frame.put((byte) 'x');
    }
    socket.getOutputStream().write(frame.array());
  }

  private int length() throws IOException {
    var length = in.readUnsignedByte();
    return length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
  }

  public boolean wasPinged() {
    return opcodes.contains(PING);
  }

  /** Dies: what is on its way is dropped, and the other side gets a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
