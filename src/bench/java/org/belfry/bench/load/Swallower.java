package org.belfry.bench.load;

import java.util.concurrent.TimeUnit;

/**
 * Opens a user's WebSocket and swallows what comes, unread: the cheapest client there is, which
 * leaves as much of the machine as possible to the server.
 */
public final class Swallower extends Link {

  /** An empty one, masked with zeros. */
  private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

  private static final long BETWEEN_PONGS = TimeUnit.SECONDS.toNanos(5);

  private final byte[] handshake;
  private long pongAt = System.nanoTime();
  private volatile long bytes;
  private volatile String end;

  public Swallower(Loop loop, Server server, String user) {
    super(loop);
    var target = server.dialect().target(user, null);
    handshake =
        Bytes.of(WebSocketLink.handshake(server.host(), target, server.dialect().subprotocol()));
  }

  /** How much has come. */
  public long bytes() {
    return bytes;
  }

  /** Why nothing more comes; null while it may. */
  public String end() {
    return end;
  }

  @Override
  protected void connected() {
    write(handshake);
  }

  /** Says from time to time that it is alive: it does not see when it is asked. */
  @Override
  protected int take(byte[] incoming, int from, int to) {
    bytes += to - from;
    if (System.nanoTime() - pongAt > BETWEEN_PONGS) {
      pongAt = System.nanoTime();
      write(PONG);
    }
    return to;
  }

  @Override
  protected void ended(String why) {
    end = why;
  }
}
