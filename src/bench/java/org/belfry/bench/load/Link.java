package org.belfry.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** One TCP connection; all its methods are called on its loop's thread. */
public abstract class Link {

  private static final byte[] NOTHING = {};

  private final Loop loop;
  private SocketChannel channel;
  private SelectionKey key;
  private byte[] held = NOTHING;
  private int heldLength;
  private Deque<ByteBuffer> unsent;
  private boolean closed;

  protected Link(Loop loop) {
    this.loop = loop;
  }

  public final Loop loop() {
    return loop;
  }

  public final boolean isClosed() {
    return closed;
  }

  /** The connection is there. */
  protected abstract void connected();

  /**
   * Takes what is whole of these bytes.
   *
   * @return the index of the first byte that was not taken
   */
  protected abstract int take(byte[] bytes, int from, int to);

  /** The connection has ended or never was; called once. */
  protected abstract void ended(String why);

  /** Connects. */
  public final void connect(InetSocketAddress address) {
    try {
      adopt(SocketChannel.open(), 0);
      if (channel.connect(address)) {
        key.interestOps(SelectionKey.OP_READ);
        connected();
      } else {
        key.interestOps(SelectionKey.OP_CONNECT);
      }
    } catch (IOException e) {
      end("no connection: " + e);
    }
  }

  /** Serves a connection that was accepted. */
  public final void accept(SocketChannel accepted) throws IOException {
    adopt(accepted, SelectionKey.OP_READ);
    connected();
  }

  private void adopt(SocketChannel socket, int interest) throws IOException {
    channel = socket;
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    key = channel.register(loop.selector(), interest, this);
  }

  final void serve() {
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        key.interestOps(SelectionKey.OP_READ);
        connected();
        return;
      }
      if (key.isWritable()) {
        flush();
      }
      if (key.isValid() && key.isReadable()) {
        read();
      }
    } catch (IOException | RuntimeException e) {
      end(e.toString());
    }
  }

  private void read() throws IOException {
    var incoming = loop.incoming();
    var count = channel.read(incoming);
    if (count < 0) {
      end("closed by the other side");
    } else if (heldLength == 0) {
      var taken = take(incoming.array(), 0, count);
      hold(incoming.array(), taken, count - taken);
    } else {
      append(incoming.array(), count);
      var taken = take(held, 0, heldLength);
      heldLength -= taken;
      if (heldLength == 0) {
        held = NOTHING;
      } else {
        System.arraycopy(held, taken, held, 0, heldLength);
      }
    }
  }

  private void hold(byte[] bytes, int from, int length) {
    if (length > 0) {
      held = Arrays.copyOfRange(bytes, from, from + Math.max(length, 1024));
      heldLength = length;
    }
  }

  private void append(byte[] bytes, int count) {
    if (held.length < heldLength + count) {
      held = Arrays.copyOf(held, Math.max(heldLength + count, 2 * held.length));
    }
    System.arraycopy(bytes, 0, held, heldLength, count);
    heldLength += count;
  }

  /** Writes now what the socket takes, and the rest as soon as it takes more. */
  protected final void write(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    try {
      if (unsent == null) {
        channel.write(buffer);
        if (!buffer.hasRemaining()) {
          return;
        }
        unsent = new ArrayDeque<>();
        key.interestOpsOr(SelectionKey.OP_WRITE);
      }
      unsent.add(buffer);
    } catch (IOException e) {
      end(e.toString());
    }
  }

  private void flush() throws IOException {
    while (!unsent.isEmpty()) {
      channel.write(unsent.peek());
      if (unsent.peek().hasRemaining()) {
        return;
      }
      unsent.remove();
    }
    unsent = null;
    key.interestOpsAnd(~SelectionKey.OP_WRITE);
  }

  /** Closes, without a word to the other side. */
  public final void end(String why) {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      why = why + ", " + e;
    }
    ended(why);
  }
}
