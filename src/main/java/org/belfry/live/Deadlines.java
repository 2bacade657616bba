package org.belfry.live;

import java.time.Instant;
import org.belfry.problem.CloseCode;

/**
 * The deadlines of one connection: the next ping, the answer to the last one, the end of the write
 * in flight, and the end of the token. Times are as of {@link System#nanoTime()}.
 */
public final class Deadlines {

  private final LiveSettings settings;
  private final boolean answersPings;
  private Instant tokenExpiresAt;
  private long lastSign;
  private long pingedAt;
  private boolean writing;
  private long writingSince;

  /**
   * @param answersPings whether the transport has pongs; without, silence says nothing
   */
  Deadlines(LiveSettings settings, boolean answersPings, Instant tokenExpiresAt, long nanos) {
    this.settings = settings;
    this.answersPings = answersPings;
    this.tokenExpiresAt = tokenExpiresAt;
    lastSign = nanos;
    pingedAt = nanos;
  }

  /** The other side has shown a sign of life. */
  public synchronized void sign(long nanos) {
    lastSign = nanos;
  }

  /** A fresh token was shown. */
  synchronized void extend(Instant expiresAt) {
    tokenExpiresAt = expiresAt;
  }

  synchronized void writes(long nanos) {
    writing = true;
    writingSince = nanos;
  }

  synchronized void written() {
    writing = false;
  }

  /** Why it is time to hang up, or null. */
  synchronized CloseCode overdue(long nanos, Instant now) {
    if (writing && nanos - writingSince > settings.write().toNanos()) {
      return CloseCode.TOO_SLOW;
    }
    if (!now.isBefore(tokenExpiresAt)) {
      return CloseCode.TOKEN;
    }
    return isUnanswered() && nanos - pingedAt > settings.silence().toNanos()
        ? CloseCode.SILENT
        : null;
  }

  private boolean isUnanswered() {
    return answersPings && lastSign - pingedAt < 0;
  }

  /**
   * Whether to ping now; then the ping counts as sent. Not while one is unanswered: asking again
   * would give the silent more time, for ever.
   */
  synchronized boolean pingIsDue(long nanos) {
    if (writing || isUnanswered() || nanos - pingedAt < settings.ping().toNanos()) {
      return false;
    }
    pingedAt = nanos;
    return true;
  }
}
