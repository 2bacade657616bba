package org.belfry.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.util.Deque;

/** A body that is in memory already: its reader never waits, and what was read is let go. */
final class ReplayStream extends ServletInputStream {

  private final Deque<byte[]> portions;
  private long left;
  private int at;

  ReplayStream(Deque<byte[]> portions, long size) {
    this.portions = portions;
    left = size;
  }

  @Override
  public int read() {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int most) {
    if (left == 0) {
      return -1;
    }
    if (at == portions.element().length) {
      portions.remove();
      at = 0;
    }
    var portion = portions.element();
    var n = (int) Math.min(Math.min(most, left), portion.length - at);
    System.arraycopy(portion, at, into, from, n);
    at += n;
    left -= n;
    return n;
  }

  @Override
  public int available() {
    return (int) left;
  }

  @Override
  public boolean isFinished() {
    return left == 0;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void setReadListener(ReadListener listener) {
    throw new IllegalStateException("this body has been read; nobody has to wait for it");
  }
}
