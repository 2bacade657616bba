package org.belfry.bench.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.belfry.bench.load.Bytes;
import org.belfry.bench.load.Link;
import org.belfry.bench.load.Loop;
import org.belfry.bench.load.Loops;

/**
 * Does nothing but answer: what arrives is sent to its recipient's socket, unparsed and unstored.
 * It shows what the load generator itself can do.
 */
public final class Sink {

  private static final byte[] END_OF_HEAD = Bytes.of("\r\n\r\n");
  private static final byte[] UPGRADE = Bytes.of("Sec-WebSocket-Key: ");
  private static final byte[] USER = Bytes.of("?user=");
  private static final byte[] LENGTH = Bytes.of("Content-Length: ");
  private static final byte[] TO = Bytes.of("\"to\":[\"");
  private static final byte[] CREATED =
      Bytes.of("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}");

  /** Users of a faulty sink: whose are lost, come twice, in pairs the wrong way round, astray. */
  public static final List<String> UNLUCKY = List.of("user-0", "user-1", "user-2", "user-3");

  private final Map<String, Guest> sockets = new HashMap<>();
  private final Loop loop;
  private final boolean faulty;
  private byte[] heldBack;

  private Sink(Loop loop, boolean faulty) {
    this.loop = loop;
    this.faulty = faulty;
  }

  /** {@code port}, and {@code faulty} for one whose mistakes have to be noticed. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    var sink = new Sink(new Loops(1).callers(), arguments.length > 1);
    var server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 4_096);
    while (true) {
      var accepted = server.accept();
      sink.loop.execute(
          () -> {
            try {
              sink.new Guest().accept(accepted);
            } catch (IOException e) {
              e.printStackTrace();
            }
          });
    }
  }

  private final class Guest extends Link {

    private Guest() {
      super(loop);
    }

    @Override
    protected void connected() {}

    @Override
    protected void ended(String why) {
      sockets.values().remove(this);
    }

    @Override
    protected int take(byte[] bytes, int from, int to) {
      if (bytes[from] != 'G' && bytes[from] != 'P') {
        return to; // frames of clients
      }
      var head = Bytes.indexOf(bytes, from, to, END_OF_HEAD);
      if (head < 0) {
        return from;
      }
      var body = head + END_OF_HEAD.length;
      var key = Bytes.indexOf(bytes, from, head, UPGRADE);
      if (key >= 0) {
        upgrade(bytes, from, key + UPGRADE.length, head);
        return to;
      }
      var length = Bytes.indexOf(bytes, from, head, LENGTH) + LENGTH.length;
      var end = body + (int) Bytes.number(bytes, length, head);
      if (end > to) {
        return from;
      }
      deliver(bytes, body, end);
      write(CREATED);
      return end;
    }

    private void upgrade(byte[] bytes, int from, int key, int to) {
      var user = Bytes.indexOf(bytes, from, to, USER) + USER.length;
      sockets.put(Bytes.text(bytes, user, Bytes.after(bytes, user, to, ' ') - 1), this);
      var accept = proof(Bytes.text(bytes, key, key + 24));
      write(
          Bytes.of(
              "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Accept: "
                  + accept
                  + "\r\n\r\n"));
    }

    private void deliver(byte[] bytes, int from, int to) {
      var user = Bytes.indexOf(bytes, from, to, TO) + TO.length;
      var addressee = Bytes.text(bytes, user, Bytes.after(bytes, user, to, '"') - 1);
      var length = to - from;
      var frame = new byte[length + 4];
      frame[0] = (byte) 0x81;
      frame[1] = 126;
      frame[2] = (byte) (length >> 8);
      frame[3] = (byte) length;
      System.arraycopy(bytes, from, frame, 4, length);
      if (faulty && UNLUCKY.contains(addressee)) {
        fail(addressee, frame);
      } else {
        sockets.get(addressee).send(frame);
      }
    }

    private void send(byte[] frame) {
      write(frame);
    }
  }

  private void fail(String addressee, byte[] frame) {
    var socket = sockets.get(addressee);
    switch (UNLUCKY.indexOf(addressee)) {
      case 1 -> {
        socket.send(frame);
        socket.send(frame);
      }
      case 2 -> {
        if (heldBack == null) {
          heldBack = frame;
        } else {
          socket.send(frame);
          socket.send(heldBack);
          heldBack = null;
        }
      }
      case 3 -> sockets.get("user-4").send(frame);
      default -> {} // lost
    }
  }

  private static String proof(String key) {
    try {
      var hash =
          MessageDigest.getInstance("SHA-1")
              .digest(Bytes.of(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-1", e);
    }
  }
}
