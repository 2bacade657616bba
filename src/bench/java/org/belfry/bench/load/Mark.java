package org.belfry.bench.load;

/**
 * What each notification carries in its {@code link}, so that it is known again on arrival:
 * addressee, number and the time it was sent at.
 */
public record Mark(int addressee, int number, long sentAt) {

  /** Not for one user. */
  public static final int SEVERAL = -1;

  /** Not sent in this run. */
  public static final int OF_OLD = 0;

  private static final byte[] BEGIN = Bytes.of("\"/n/");

  public String link() {
    return "/n/" + addressee + "/" + number + "/" + sentAt;
  }

  /** Finds it in a frame. */
  static Mark in(byte[] bytes, int from, int to) {
    var begin = Bytes.indexOf(bytes, from, to, BEGIN);
    if (begin < 0) {
      throw new IllegalArgumentException("No mark in " + Bytes.text(bytes, from, to));
    }
    var addressee = begin + BEGIN.length;
    var number = Bytes.after(bytes, addressee, to, '/');
    var sentAt = Bytes.after(bytes, number, to, '/');
    return new Mark(
        (int) Bytes.number(bytes, addressee, to),
        (int) Bytes.number(bytes, number, to),
        Bytes.number(bytes, sentAt, to));
  }
}
