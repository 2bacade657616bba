package org.belfry.it.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection on which anything can be said, and half of it. */
public final class RawConnection implements AutoCloseable {

  private final Socket socket;
  private final StringBuilder heard = new StringBuilder();

  public RawConnection(URI base) throws IOException {
    socket = new Socket(base.getHost(), base.getPort());
    socket.setTcpNoDelay(true);
  }

  /** Says something; that the server has hung up is no matter. */
  public RawConnection say(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // what it has answered before may still be there
    }
    return this;
  }

  /** Hears until this has been said; fails when it has not within the time. */
  public String hear(String end, Duration patience) throws IOException {
    var until = System.nanoTime() + patience.toNanos();
    while (heard.indexOf(end) < 0) {
      if (!hearOn(until)) {
        throw new AssertionError("instead of " + end + " came: " + heard);
      }
    }
    return heard.toString();
  }

  /** Hears what comes first; nothing when the server hangs up without a word. */
  public String hearSome(Duration patience) throws IOException {
    hearOn(System.nanoTime() + patience.toNanos());
    return heard.toString();
  }

  /** Hears until the server has hung up; fails when it has not within the time. */
  public String hearOut(Duration patience) throws IOException {
    var until = System.nanoTime() + patience.toNanos();
    while (hearOn(until)) {
      // more may come
    }
    if (System.nanoTime() >= until) {
      throw new AssertionError("nobody has hung up after: " + heard);
    }
    return heard.toString();
  }

  private boolean hearOn(long until) throws IOException {
    var left = (until - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      return false;
    }
    socket.setSoTimeout((int) left);
    try {
      var buffer = new byte[4096];
      InputStream in = socket.getInputStream();
      var n = in.read(buffer);
      if (n > 0) {
        heard.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
      }
      return n > 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return false; // reset: hung up, too
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
