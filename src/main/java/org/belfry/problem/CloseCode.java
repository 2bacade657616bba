package org.belfry.problem;

/**
 * Every reason for which this server hangs up; a client may come back unless the reason is final.
 */
public enum CloseCode {
  RESTARTING(4000, "server restarting"),
  TOO_SLOW(4001, "reading too slowly"),
  SILENT(4002, "no answer to pings"),
  STORE_UNAVAILABLE(4003, "store out of reach"),
  OVERLOADED(4004, "too many connections on this server"),
  NOT_UNDERSTOOD(4400, "frame not understood"),
  TOKEN(4401, "token expired"),
  NOT_ALLOWED(4403, "not allowed"),
  TOO_MANY(4408, "too many connections of this user"),
  ENDED(4410, "ended by the back end"),
  FLOODING(4429, "too many commands");

  private final int code;
  private final String reason;

  CloseCode(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /** What refusals of a status are told as where one can only hang up: what passes is not final. */
  static CloseCode of(int status) {
    if (status == 429 || status >= 500) {
      return STORE_UNAVAILABLE;
    }
    return status == 401 ? TOKEN : status == 403 ? NOT_ALLOWED : NOT_UNDERSTOOD;
  }

  /** As in a WebSocket close frame (RFC 6455 §7.4.2: 4000–4999 are the application's own). */
  public int code() {
    return code;
  }

  /** Whether coming back as before would end the same way. */
  public boolean isFinal() {
    return code >= 4400;
  }

  public String reason() {
    return reason;
  }
}
