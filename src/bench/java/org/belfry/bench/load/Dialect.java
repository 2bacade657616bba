package org.belfry.bench.load;

/** How one kind of server is spoken to over its WebSocket. */
public interface Dialect {

  /**
   * Where a user connects.
   *
   * @param cursor where the user was last, or null to begin
   */
  String target(String user, Cursor cursor);

  /** The subprotocol to ask for, or null. */
  default String subprotocol() {
    return null;
  }

  /** The handshake has succeeded. */
  default void opened(Subscriber subscriber) {}

  /** A text frame came. */
  void text(Subscriber subscriber, byte[] bytes, int from, int to);

  /** Up to where somebody has everything. */
  record Cursor(String epoch, long head) {}
}
