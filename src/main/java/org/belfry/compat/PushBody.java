package org.belfry.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.belfry.http.QueryString;
import org.belfry.json.Json;
import org.belfry.problem.Problem;

/**
 * What a back end posts: {@code {"tokens":["1","2"],"data":…,"entityType":…}}, or the same as a
 * form, with {@code tokens} once for each.
 */
record PushBody(List<String> tokens, String type, JsonNode data) {

  private static final String FORM = "application/x-www-form-urlencoded";

  /** Reads a body; what begins like an object is one, whatever it is said to be. */
  static PushBody of(byte[] body, String contentType) {
    var isForm =
        contentType != null
            && contentType.regionMatches(true, 0, FORM, 0, FORM.length())
            && !(body.length > 0 && body[0] == '{');
    return isForm
        ? ofForm(new String(body, StandardCharsets.UTF_8))
        : ofJson(Json.read(body, JsonNode.class));
  }

  private static PushBody ofForm(String text) {
    var form = QueryString.parseAll(text);
    return new PushBody(
        form.getOrDefault("tokens", List.of()),
        form.getOrDefault("entityType", List.of("")).get(0),
        form.containsKey("data") ? data(form.get("data")) : object());
  }

  /** Once it is text, more often a list of texts. */
  private static JsonNode data(List<String> values) {
    var texts = JsonNodeFactory.instance.arrayNode();
    values.forEach(texts::add);
    return texts.size() == 1 ? texts.get(0) : texts;
  }

  private static PushBody ofJson(JsonNode body) {
    return new PushBody(
        tokens(body.path("tokens")),
        text("entityType", body.path("entityType")),
        body.hasNonNull("data") ? body.get("data") : object());
  }

  private static JsonNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static List<String> tokens(JsonNode tokens) {
    if (!tokens.isArray() && !tokens.isMissingNode()) {
      throw Problem.invalidField("tokens", "an array");
    }
    var users = new ArrayList<String>();
    tokens.forEach(token -> users.add(text("tokens", token)));
    return users;
  }

  /** Numbers are taken for their digits: ids often are. */
  private static String text(String field, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual() && !value.isNumber()) {
      throw Problem.invalidField(field, "text or a number");
    }
    return value.asText();
  }
}
