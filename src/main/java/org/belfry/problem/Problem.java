package org.belfry.problem;

import java.time.Duration;
import java.util.Map;

/**
 * A refusal that the client is told: HTTP status, a stable code for programs, a sentence for
 * people, and where it applies the field at fault. The same code stands in REST bodies and in
 * socket frames.
 */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1;
  private static final int DEEPEST = 20;

  private static final Map<Integer, String> TITLES =
      Map.ofEntries(
          Map.entry(400, "Bad Request"),
          Map.entry(401, "Unauthorized"),
          Map.entry(403, "Forbidden"),
          Map.entry(404, "Not Found"),
          Map.entry(405, "Method Not Allowed"),
          Map.entry(406, "Not Acceptable"),
          Map.entry(408, "Request Timeout"),
          Map.entry(409, "Conflict"),
          Map.entry(410, "Gone"),
          Map.entry(413, "Content Too Large"),
          Map.entry(415, "Unsupported Media Type"),
          Map.entry(422, "Unprocessable Content"),
          Map.entry(426, "Upgrade Required"),
          Map.entry(429, "Too Many Requests"),
          Map.entry(500, "Internal Server Error"),
          Map.entry(501, "Not Implemented"),
          Map.entry(503, "Service Unavailable"));

  private final int status;
  private final String code;
  private final CloseCode closeCode;
  private final String field;
  private final Duration retryAfter;
  private final String reason;

  public Problem(ProblemKind kind, String sentence) {
    this(
        kind.status(),
        kind.code(),
        kind.closeCode(),
        sentence,
        null,
        kind.retryAfter(),
        null,
        null);
  }

  private Problem(
      int status,
      String code,
      CloseCode closeCode,
      String sentence,
      String field,
      Duration retryAfter,
      String reason,
      Throwable cause) {
    // a refusal is an answer, not a fault: nobody reads its stack trace
    super(sentence, cause, false, false);
    this.status = status;
    this.code = code;
    this.closeCode = closeCode;
    this.field = field;
    this.retryAfter = retryAfter;
    this.reason = reason;
  }

  /** What the server refuses by itself, with whatever status it has for that. */
  static Problem ofTheServer(int status, String sentence) {
    return new Problem(status, "refused", CloseCode.of(status), sentence, null, null, null, null);
  }

  /** Of a node that stops: to come back on another connection. */
  public static Problem restarting() {
    return new Problem(ProblemKind.RESTARTING, "this server is about to stop; come back");
  }

  /** The database is out of reach, or could not do what it was asked. */
  public static Problem storeUnavailable(Throwable cause) {
    return new Problem(ProblemKind.STORE_UNAVAILABLE, "the store is out of reach; come back")
        .withCause(cause);
  }

  /** Of a path that can only be looked at. */
  public static Problem getOnly() {
    return new Problem(ProblemKind.METHOD_NOT_ALLOWED, "this path answers to GET only");
  }

  /** A field that has to be there is not. */
  public static Problem missingField(String name) {
    return new Problem(ProblemKind.MISSING_FIELD, name + " is missing").withField(name);
  }

  /**
   * A field is not as it has to be.
   *
   * @param rule goes on after "has to be"
   */
  public static Problem invalidField(String name, String rule) {
    return new Problem(ProblemKind.INVALID_FIELD, name + " has to be " + rule).withField(name);
  }

  /** The refusal that an error is, or that has led to it; null for none. */
  public static Problem behind(Throwable error) {
    var cause = error;
    for (var depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (cause instanceof Problem problem) {
        return problem;
      }
      cause = cause.getCause();
    }
    return null;
  }

  /** The same, naming the field of the request that is at fault. */
  public Problem withField(String name) {
    return new Problem(status, code, closeCode, getMessage(), name, retryAfter, reason, getCause());
  }

  /** The same, saying when to come back; rounded up to whole seconds, at least one. */
  public Problem withRetryAfter(Duration pause) {
    return new Problem(status, code, closeCode, getMessage(), field, pause, reason, getCause());
  }

  /** The same, keeping what led to it; the client is not told of that. */
  public Problem withCause(Throwable cause) {
    return new Problem(status, code, closeCode, getMessage(), field, retryAfter, reason, cause);
  }

  /** The same, saying to operators, in the log, what the client need not know; never a secret. */
  public Problem because(String why) {
    return new Problem(status, code, closeCode, getMessage(), field, retryAfter, why, getCause());
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** What it is told as where one can only hang up. */
  public CloseCode closeCode() {
    return closeCode;
  }

  public String sentence() {
    return getMessage();
  }

  /** Null where no single field is at fault. */
  public String field() {
    return field;
  }

  /**
   * Whether the connection has to end with the answer: one that stays open to a node that stops
   * would lead to whatever the server says when the node is gone.
   */
  public boolean endsConnection() {
    return code.equals(ProblemKind.RESTARTING.code());
  }

  /** What operators are told beyond the code, or null. */
  public String reason() {
    return reason;
  }

  /** Seconds for the Retry-After header, or null. */
  public Long retryAfterSeconds() {
    return retryAfter == null ? null : Math.max(1, retryAfter.plusMillis(999).toSeconds());
  }

  /** The problem document (RFC 9457 §3). */
  public String json() {
    var out = new StringBuilder("{\"type\":\"urn:belfry:problem:").append(code);
    out.append("\",\"title\":\"").append(TITLES.getOrDefault(status, "Error"));
    out.append("\",\"status\":").append(status).append(",\"detail\":");
    quote(out, getMessage());
    out.append(",\"code\":\"").append(code).append('"');
    if (field != null) {
      out.append(",\"field\":");
      quote(out, field);
    }
    return out.append('}').toString();
  }

  /** Jackson is not seen from here, and a sentence needs little. */
  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u00").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
