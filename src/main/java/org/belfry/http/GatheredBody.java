package org.belfry.http;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/** What has come of a body. It grows by portions as it comes, not by what was announced. */
final class GatheredBody {

  private static final int LEAST = 8 * 1024;
  private static final int MOST = 64 * 1024;

  private final int longest;
  private final BodyBudget.Account account;
  private final Deque<byte[]> portions = new ArrayDeque<>();
  private byte[] last = {};
  private int filled;
  private long size;

  GatheredBody(int longest, BodyBudget.Account account) {
    this.longest = longest;
    this.account = account;
  }

  long size() {
    return size;
  }

  /**
   * Reads once.
   *
   * @return what the stream returned: -1 at its end
   * @throws Problem 413 {@code too-large} for more than may be, and as the account does
   */
  int read(InputStream in) throws IOException {
    if (filled == last.length) {
      grow();
    }
    var n = in.read(last, filled, last.length - filled);
    if (n > 0) {
      filled += n;
      size += n;
      if (size > longest) {
        throw tooLarge(longest);
      }
    }
    return n;
  }

  private void grow() {
    // one more than there may be: so a body that is too long shows
    var portion = (int) Math.min(longest + 1L - size, Math.max(LEAST, Math.min(MOST, size)));
    account.grow(portion);
    last = new byte[portion];
    filled = 0;
    portions.add(last);
  }

  static Problem tooLarge(int longest) {
    return new Problem(
        ProblemKind.TOO_LARGE,
        longest == 0 ? "no body belongs here" : "the body may have at most " + longest + " bytes");
  }

  /** Gives back the room it has taken. */
  void close() {
    account.close();
  }

  /** The bytes, once. */
  ServletInputStream stream() {
    last = null;
    return new ReplayStream(portions, size);
  }
}
