package org.belfry.bench.load;

import java.nio.charset.StandardCharsets;

/** Finds things in received bytes without making strings of them. */
public final class Bytes {

  private Bytes() {}

  public static byte[] of(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** The index of the first occurrence, or -1. */
  public static int indexOf(byte[] bytes, int from, int to, byte[] what) {
    var last = to - what.length;
    for (var i = from; i <= last; i++) {
      if (bytes[i] == what[0] && matches(bytes, i, what)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean matches(byte[] bytes, int at, byte[] what) {
    for (var i = 1; i < what.length; i++) {
      if (bytes[at + i] != what[i]) {
        return false;
      }
    }
    return true;
  }

  public static int count(byte[] bytes, int from, int to, byte[] what) {
    var count = 0;
    for (var at = indexOf(bytes, from, to, what); at >= 0; ) {
      count++;
      at = indexOf(bytes, at + what.length, to, what);
    }
    return count;
  }

  /** The number that begins here; what follows its digits ends it. */
  public static long number(byte[] bytes, int at, int to) {
    var negative = at < to && bytes[at] == '-';
    var value = 0L;
    for (var i = negative ? at + 1 : at; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      value = value * 10 + (bytes[i] - '0');
    }
    return negative ? -value : value;
  }

  /** The index after the next occurrence of this character. */
  public static int after(byte[] bytes, int from, int to, char what) {
    for (var i = from; i < to; i++) {
      if (bytes[i] == what) {
        return i + 1;
      }
    }
    throw new IllegalArgumentException("No '" + what + "' in " + text(bytes, from, to));
  }
}
