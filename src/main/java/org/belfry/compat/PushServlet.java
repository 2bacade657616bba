package org.belfry.compat;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.belfry.json.Json;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;

/** {@code POST /api}: {@code {"tokens":["1","2"],"data":…,"entityType":…}}. */
@Singleton
class PushServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  private static final String OK = "{\"responseCode\":0,\"data\":\"OK!\"}";

  private final transient Messages messages;
  private final transient CompatSettings settings;

  @Inject
  PushServlet(Messages messages, CompatSettings settings) {
    this.messages = messages;
    this.settings = settings;
  }

  /** As there: for seeing whether it answers. */
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getOutputStream().write(".".getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      var body =
          Json.read(Json.limited(request.getInputStream(), settings.longestPost()), JsonNode.class);
      var data = body.hasNonNull("data") ? body.get("data") : Json.mapper().createObjectNode();
      var sent =
          messages.send(
              tokens(body.path("tokens")), text("entityType", body.path("entityType")), data);
      response.setContentType("application/json");
      DeferredResponse.after(sent, request, response, OK);
    } catch (Problem e) {
      ProblemWriter.write(response, e);
    }
  }

  private static List<String> tokens(JsonNode tokens) {
    if (!tokens.isArray() && !tokens.isMissingNode()) {
      throw new Problem(400, "invalid-field", "tokens has to be an array").withField("tokens");
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
      throw new Problem(400, "invalid-field", field + " has to be text or a number")
          .withField(field);
    }
    return value.asText();
  }
}
