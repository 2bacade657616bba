package org.belfry.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** How clients of an old server say who they are, and how they are told of a notification. */
public enum LegacyContract {
  /** {@code user_login {tokenId}}; {@code receive_message {entityType, data}}. */
  USER_LOGIN("receive_message") {
    @Override
    public JsonNode argument(JsonNode item) {
      var type = item.path("type").asText();
      return object().put("entityType", type.equals(NO_TYPE) ? "" : type).set("data", data(item));
    }
  },
  /** A token in the query of the handshake; {@code message} with the data. */
  QUERY_TOKEN("message") {
    @Override
    public JsonNode argument(JsonNode item) {
      return data(item);
    }
  },
  /** {@code join {username}}; {@code message {code: 0, data}}. */
  JOIN("message") {
    @Override
    public JsonNode argument(JsonNode item) {
      return object().put("code", 0).set("data", data(item));
    }
  };

  /** The type of messages that came without one. */
  static final String NO_TYPE = "message";

  private final String event;

  LegacyContract(String event) {
    this.event = event;
  }

  /** The event that a notification comes as. */
  public String event() {
    return event;
  }

  /** The argument of that event. */
  public abstract JsonNode argument(JsonNode item);

  /** What these servers passed through; notifications that have none are shown whole. */
  private static JsonNode data(JsonNode item) {
    return item.path("data").isNull() ? item : item.path("data");
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
