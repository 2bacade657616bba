package org.belfry.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** A WebSocket client as in RFC 6455, as far as servers of text frames need one. */
public abstract class WebSocketLink extends Link {

  private static final byte[] END_OF_HEAD = Bytes.of("\r\n\r\n");
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;

  private final byte[] handshake;
  private boolean upgraded;
  private byte[] begun;

  protected WebSocketLink(Loop loop, String host, String target, String subprotocol) {
    super(loop);
    handshake = Bytes.of(handshake(host, target, subprotocol));
  }

  static String handshake(String host, String target, String subprotocol) {
    var key = new byte[16];
    ThreadLocalRandom.current().nextBytes(key);
    return "GET "
        + target
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        + (subprotocol == null ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n")
        + "Sec-WebSocket-Key: "
        + Base64.getEncoder().encodeToString(key)
        + "\r\n\r\n";
  }

  /** The handshake has succeeded. */
  protected abstract void opened();

  /** A whole text message; the bytes are only valid during the call. */
  protected abstract void text(byte[] bytes, int from, int to);

  @Override
  protected final void connected() {
    write(handshake);
  }

  @Override
  protected final int take(byte[] bytes, int from, int to) {
    var at = from;
    if (!upgraded) {
      var head = Bytes.indexOf(bytes, from, to, END_OF_HEAD);
      if (head < 0) {
        return from;
      }
      if (Bytes.number(bytes, from + 9, to) != 101) {
        end("handshake refused: " + Bytes.text(bytes, from, to));
        return to;
      }
      upgraded = true;
      at = head + END_OF_HEAD.length;
      opened();
    }
    for (var next = frame(bytes, at, to); next > at; next = frame(bytes, at, to)) {
      at = next;
    }
    return at;
  }

  /** Takes one frame if it is whole; returns where the next one begins. */
  private int frame(byte[] bytes, int at, int to) {
    if (to - at < 2) {
      return at;
    }
    var length = (long) (bytes[at + 1] & 0x7f);
    var payload = at + 2;
    if (length >= 126) {
      var octets = length == 126 ? 2 : 8;
      if (to - payload < octets) {
        return at;
      }
      length = 0;
      for (var i = 0; i < octets; i++) {
        length = length << 8 | bytes[payload + i] & 0xff;
      }
      payload += octets;
    }
    if (to - payload < length) {
      return at;
    }
    var end = payload + (int) length;
    message(bytes[at] & 0x0f, (bytes[at] & FINAL) != 0, bytes, payload, end);
    return end;
  }

  private void message(int opcode, boolean last, byte[] bytes, int from, int to) {
    switch (opcode) {
      case TEXT, CONTINUATION -> text(last, bytes, from, to);
      case PING -> send(PONG, java.util.Arrays.copyOfRange(bytes, from, to));
      case CLOSE ->
          end(
              "close frame "
                  + (to - from < 2 ? "" : (bytes[from] & 0xff) << 8 | bytes[from + 1] & 0xff));
      case PONG -> {}
      default -> end("frame of kind " + opcode);
    }
  }

  private void text(boolean last, byte[] bytes, int from, int to) {
    if (last && begun == null) {
      text(bytes, from, to);
      return;
    }
    var already = begun == null ? 0 : begun.length;
    var joined = new byte[already + to - from];
    if (begun != null) {
      System.arraycopy(begun, 0, joined, 0, already);
    }
    System.arraycopy(bytes, from, joined, already, to - from);
    begun = last ? null : joined;
    if (last) {
      text(joined, 0, joined.length);
    }
  }

  /** Sends a text message. */
  public final void send(String text) {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private void send(int opcode, byte[] payload) {
    var extended = payload.length >= 126;
    var mask = ThreadLocalRandom.current().nextInt();
    var frame = new byte[(extended ? 8 : 6) + payload.length];
    var at = 0;
    frame[at++] = (byte) (FINAL | opcode);
    if (extended) {
      frame[at++] = (byte) (MASKED | 126);
      frame[at++] = (byte) (payload.length >> 8);
      frame[at++] = (byte) payload.length;
    } else {
      frame[at++] = (byte) (MASKED | payload.length);
    }
    for (var i = 0; i < 4; i++) {
      frame[at++] = (byte) (mask >> 24 - 8 * i);
    }
    for (var i = 0; i < payload.length; i++) {
      frame[at++] = (byte) (payload[i] ^ mask >> 24 - 8 * (i % 4));
    }
    write(frame);
  }
}
