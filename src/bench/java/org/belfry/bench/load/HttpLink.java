package org.belfry.bench.load;

import java.util.Arrays;

/** A keep-alive HTTP/1.1 connection with one request at a time. */
public final class HttpLink extends Link {

  /** Is told what came for a request; on the loop's thread. */
  public interface Listener {

    /** The link is free again: the next request may be sent from here. */
    void answered(HttpLink link, int status, byte[] body);

    /** No answer will come. */
    void failed(HttpLink link, String why);
  }

  private static final byte[] END_OF_HEAD = Bytes.of("\r\n\r\n");
  private static final byte[] CRLF = Bytes.of("\r\n");
  private static final byte[] LENGTH = Bytes.of("ontent-Length:");
  private static final byte[] LENGTH_LOWER = Bytes.of("ontent-length:");
  private static final byte[] CHUNKED = Bytes.of("chunked");
  private static final int STATUS_AT = 9;

  private byte[] early;
  private Listener listener;
  private boolean open;

  public HttpLink(Loop loop) {
    super(loop);
  }

  /** Sends a whole request, once the connection is there. */
  public void exchange(byte[] request, Listener listener) {
    this.listener = listener;
    if (isClosed()) {
      ended("closed before");
    } else if (open) {
      write(request);
    } else {
      early = request;
    }
  }

  @Override
  protected void connected() {
    open = true;
    if (early != null) {
      write(early);
      early = null;
    }
  }

  @Override
  protected int take(byte[] bytes, int from, int to) {
    var head = Bytes.indexOf(bytes, from, to, END_OF_HEAD);
    if (head < 0) {
      return from;
    }
    var body = head + END_OF_HEAD.length;
    var length = length(bytes, from, head);
    if (length >= 0) {
      return to - body < length ? from : answer(bytes, from, body, body + length, body + length);
    }
    if (Bytes.indexOf(bytes, from, head, CHUNKED) >= 0) {
      return chunked(bytes, from, body, to);
    }
    return answer(bytes, from, body, body, body);
  }

  private static int length(byte[] bytes, int from, int to) {
    var at = Bytes.indexOf(bytes, from, to, LENGTH);
    if (at < 0) {
      at = Bytes.indexOf(bytes, from, to, LENGTH_LOWER);
    }
    if (at < 0) {
      return -1;
    }
    var value = at + LENGTH.length;
    return (int) Bytes.number(bytes, bytes[value] == ' ' ? value + 1 : value, to);
  }

  /** Joins the chunks in place; starts anew when more has come, which long answers can afford. */
  private int chunked(byte[] bytes, int from, int body, int to) {
    var joined = new byte[to - body];
    var length = 0;
    var at = body;
    while (true) {
      var line = Bytes.indexOf(bytes, at, to, CRLF);
      if (line < 0) {
        return from;
      }
      var size = Integer.parseInt(Bytes.text(bytes, at, line).strip(), 16);
      var data = line + CRLF.length;
      var next = data + size + CRLF.length;
      if (next > to) {
        return from;
      }
      if (size == 0) {
        deliver(bytes, from, Arrays.copyOf(joined, length));
        return next;
      }
      System.arraycopy(bytes, data, joined, length, size);
      length += size;
      at = next;
    }
  }

  private int answer(byte[] bytes, int from, int body, int end, int next) {
    deliver(bytes, from, Arrays.copyOfRange(bytes, body, end));
    return next;
  }

  private void deliver(byte[] bytes, int from, byte[] body) {
    var status = (int) Bytes.number(bytes, from + STATUS_AT, from + STATUS_AT + 3);
    var to = listener;
    listener = null;
    to.answered(this, status, body);
  }

  @Override
  protected void ended(String why) {
    var to = listener;
    listener = null;
    if (to != null) {
      to.failed(this, why);
    }
  }
}
