package org.belfry.bench.load;

import java.util.function.UnaryOperator;

/** The subprotocol {@code belfry.v1}. */
public final class BelfryDialect implements Dialect {

  private static final int KIND = "{\"event\":\"".length();
  private static final byte[] HEAD = Bytes.of("\"head\":");
  private static final byte[] EPOCH = Bytes.of("\"epoch\":\"");

  private final UnaryOperator<String> tokens;

  /** The tokens by user. */
  public BelfryDialect(UnaryOperator<String> tokens) {
    this.tokens = tokens;
  }

  @Override
  public String target(String user, Cursor cursor) {
    var target = "/ws?access_token=" + tokens.apply(user);
    return cursor == null
        ? target
        : target + "&epoch=" + cursor.epoch() + "&after=" + cursor.head();
  }

  @Override
  public String subprotocol() {
    return "belfry.v1";
  }

  @Override
  public void text(Subscriber subscriber, byte[] bytes, int from, int to) {
    switch ((char) bytes[from + KIND]) {
      case 'n' -> {
        subscriber.arrived(bytes, from, to);
        subscriber.reached(head(bytes, from, to));
      }
      case 'h' -> {
        var epoch = Bytes.indexOf(bytes, from, to, EPOCH) + EPOCH.length;
        subscriber.began(Bytes.text(bytes, epoch, Bytes.after(bytes, epoch, to, '"') - 1));
      }
      case 'c' -> {
        subscriber.reached(head(bytes, from, to));
        if (bytes[from + KIND + 1] == 'a') {
          subscriber.ready();
        }
      }
      case 'o', 'r' -> subscriber.other(bytes, from, to);
      default -> subscriber.end("frame " + Bytes.text(bytes, from, to));
    }
  }

  private static long head(byte[] bytes, int from, int to) {
    return Bytes.number(bytes, Bytes.indexOf(bytes, from, to, HEAD) + HEAD.length, to);
  }
}
