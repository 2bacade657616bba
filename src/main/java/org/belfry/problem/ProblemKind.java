package org.belfry.problem;

import java.time.Duration;
import java.util.Locale;

/**
 * What can be wrong, each once: its status, what it is told as where one can only hang up, and when
 * to come back from what will pass. The same on every door.
 */
public enum ProblemKind {
  BAD_HANDSHAKE(400),
  MISSING_BODY(400),
  UNREADABLE_BODY(400),
  MALFORMED_JSON(400),
  UNKNOWN_FIELD(400),
  MISSING_FIELD(400),
  INVALID_FIELD(400),
  NOT_STORABLE(400),
  INVALID_PATH(400),
  TOKEN_MISSING(401),
  TOKEN_INVALID(401),
  TOKEN_EXPIRED(401),
  ENDED(401, CloseCode.ENDED, 0),
  NOT_A_SENDER(403),
  NOT_AN_ADMIN(403),
  NOT_AN_OPERATOR(403),
  NOT_A_USER(403),
  ORIGIN_REFUSED(403),
  NOT_ALLOWED(403),
  NO_SUCH_INBOX(404),
  NO_SUCH_NOTIFICATION(404),
  NO_SUCH_ITEM(404),
  NO_SUCH_RESOURCE(404),
  METHOD_NOT_ALLOWED(405),
  NOT_ACCEPTABLE(406),
  TOO_SLOW(408),
  IDEMPOTENCY_KEY_IN_USE(409),
  CURSOR_TOO_OLD(410),
  TOO_LARGE(413),
  UNSUPPORTED_MEDIA_TYPE(415),
  IDEMPOTENCY_KEY_REUSED(422),
  UPGRADE_REQUIRED(426),
  RATE_LIMITED(429, CloseCode.OVERLOADED, 1),
  INTERNAL(500),
  TOKENS_NOT_ISSUED(501),
  OVERLOADED(503, CloseCode.OVERLOADED, 2),
  STORE_UNAVAILABLE(503, CloseCode.STORE_UNAVAILABLE, 2),
  STARTING(503, CloseCode.RESTARTING, 5),
  RESTARTING(503, CloseCode.RESTARTING, 3),
  KEYS_UNAVAILABLE(503, CloseCode.STORE_UNAVAILABLE, 30);

  private final int status;
  private final CloseCode closeCode;
  private final Duration retryAfter;

  ProblemKind(int status) {
    this(status, CloseCode.of(status), 0);
  }

  /**
   * @param retryAfterSeconds 0 where coming back as before is of no use
   */
  ProblemKind(int status, CloseCode closeCode, int retryAfterSeconds) {
    this.status = status;
    this.closeCode = closeCode;
    retryAfter = retryAfterSeconds == 0 ? null : Duration.ofSeconds(retryAfterSeconds);
  }

  public int status() {
    return status;
  }

  /** For programs; as in {@code docs/protocol.md}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What it is told as where one can only hang up. */
  public CloseCode closeCode() {
    return closeCode;
  }

  /** When to come back, where the cause does not know better; null for never as before. */
  Duration retryAfter() {
    return retryAfter;
  }
}
