package org.belfry.live;

import com.fasterxml.jackson.databind.JsonNode;
import org.belfry.inbox.Counts;
import org.belfry.json.Json;
import org.belfry.problem.Problem;

/** Writes the frames that are not changes: hello, caught-up, reset, ok and error. */
public final class ControlFrames {

  private ControlFrames() {}

  static String hello(String connection, String user, Counts now) {
    var out = new StringBuilder("{\"event\":\"hello\",\"connection\":\"").append(connection);
    out.append("\",\"user\":");
    Json.quote(out, user);
    return counts(out, now);
  }

  static Transport.Frame caughtUp(Counts now) {
    return at(now, counts(new StringBuilder("{\"event\":\"caught-up\""), now));
  }

  static Transport.Frame reset(Counts now) {
    return at(now, counts(new StringBuilder("{\"event\":\"reset\""), now));
  }

  private static Transport.Frame at(Counts now, String json) {
    return new Transport.Frame(json, now.cursor());
  }

  static String ok(JsonNode ref, Counts now) {
    var out = new StringBuilder("{\"event\":\"ok\"");
    if (ref != null) {
      out.append(",\"ref\":").append(ref);
    }
    return now == null ? out.append('}').toString() : counts(out, now);
  }

  public static String error(JsonNode ref, Problem problem) {
    var out = new StringBuilder("{\"event\":\"error\",\"code\":");
    Json.quote(out, problem.code());
    out.append(",\"message\":");
    Json.quote(out, problem.sentence());
    if (ref != null) {
      out.append(",\"ref\":").append(ref);
    }
    return out.append('}').toString();
  }

  public static boolean isError(String json) {
    return json.startsWith("{\"event\":\"error\"");
  }

  private static String counts(StringBuilder out, Counts now) {
    out.append(",\"epoch\":");
    Json.quote(out, now.epoch());
    out.append(",\"head\":").append(now.head());
    out.append(",\"unread\":").append(now.unread());
    out.append(",\"unseen\":").append(now.unseen());
    return out.append(",\"seenUpTo\":").append(now.seenUpTo()).append('}').toString();
  }
}
