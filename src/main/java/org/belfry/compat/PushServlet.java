package org.belfry.compat;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.belfry.json.Json;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;
import org.belfry.problem.RecentIncidents;
import org.belfry.security.Origins;

/** {@code POST /api}, for back ends: pages of other origins are refused, whatever they send. */
@Singleton
class PushServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  private static final String OK = "{\"responseCode\":0,\"data\":\"OK!\"}";

  private final transient Messages messages;
  private final transient CompatSettings settings;
  private final transient Origins origins;
  private final transient RecentIncidents incidents;

  @Inject
  PushServlet(
      Messages messages, CompatSettings settings, Origins origins, RecentIncidents incidents) {
    this.messages = messages;
    this.settings = settings;
    this.origins = origins;
    this.incidents = incidents;
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
      origins.checkPage(request);
      var bytes = Json.limited(request.getInputStream(), settings.longestPost());
      var body = PushBody.of(bytes, request.getContentType());
      var sent = messages.send(body.tokens(), body.type(), body.data());
      response.setContentType("application/json");
      DeferredResponse.after(sent, request, response, OK);
    } catch (Problem e) {
      incidents.refused("compat", e, request.getRemoteAddr());
      ProblemWriter.write(response, e);
    }
  }
}
