package org.belfry.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.belfry.inbox.Counts;
import org.belfry.json.Json;
import org.belfry.model.Frame;
import org.belfry.model.FrameEvent;
import org.belfry.model.UserId;
import org.belfry.problem.CloseCode;
import org.belfry.problem.Problem;

/** Writes the frames that are not changes: hello, caught-up, reset, ok, error and goodbye. */
public final class ControlFrames {

  private ControlFrames() {}

  /** No cursor: a reader that is cut off right after it begins as it began now. */
  static Frame hello(String connection, UserId user, Counts now) {
    var json = begun(FrameEvent.HELLO).put("connection", connection).put("user", user.value());
    return aside(FrameEvent.HELLO, withCounts(json, now));
  }

  static Frame caughtUp(Counts now) {
    return at(now, FrameEvent.CAUGHT_UP);
  }

  static Frame reset(Counts now) {
    return at(now, FrameEvent.RESET);
  }

  private static Frame at(Counts now, FrameEvent event) {
    return new Frame(event, Json.write(withCounts(begun(event), now)), now.cursor());
  }

  static Frame ok(JsonNode ref, Counts now) {
    var json = withRef(begun(FrameEvent.OK), ref);
    return aside(FrameEvent.OK, now == null ? json : withCounts(json, now));
  }

  public static Frame error(JsonNode ref, Problem problem) {
    return aside(FrameEvent.ERROR, withRef(errorJson(problem), ref));
  }

  /** What an error frame says, for who writes it in an envelope of its own. */
  public static ObjectNode errorJson(Problem problem) {
    return begun(FrameEvent.ERROR).put("code", problem.code()).put("message", problem.sentence());
  }

  public static Frame goodbye(CloseCode why) {
    var json = begun(FrameEvent.GOODBYE).put("code", why.code()).put("reason", why.reason());
    return aside(FrameEvent.GOODBYE, json);
  }

  private static Frame aside(FrameEvent event, ObjectNode json) {
    return Frame.aside(event, Json.write(json));
  }

  private static ObjectNode begun(FrameEvent event) {
    return JsonNodeFactory.instance.objectNode().put("event", event.label());
  }

  private static ObjectNode withRef(ObjectNode json, JsonNode ref) {
    return ref == null ? json : json.set("ref", ref);
  }

  private static ObjectNode withCounts(ObjectNode json, Counts now) {
    return json.put("epoch", now.epoch())
        .put("head", now.head())
        .put("unread", now.unread())
        .put("unseen", now.unseen())
        .put("seenUpTo", now.seenUpTo());
  }
}
