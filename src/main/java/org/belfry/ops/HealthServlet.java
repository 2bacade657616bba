package org.belfry.ops;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.belfry.json.Json;

/**
 * {@code /health/live}: this process answers. {@code /health/ready}: it should be sent requests;
 * 503 with the reason when not.
 */
@WebServlet({"/health/live", "/health/ready"})
public class HealthServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  private final transient Readiness readiness;

  @Inject
  HealthServlet(Readiness readiness) {
    this.readiness = readiness;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var asksReady = request.getServletPath().endsWith("ready");
    var reason = asksReady ? readiness.reasonNotReady() : null;
    response.setStatus(reason == null ? 200 : 503);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().print(body(reason, asksReady ? readiness.degraded() : null));
  }

  private static String body(String reason, String degraded) {
    var json = JsonNodeFactory.instance.objectNode().put("status", reason == null ? "UP" : "DOWN");
    if (reason != null) {
      json.put("reason", reason);
    } else if (degraded != null) {
      json.put("degraded", degraded);
    }
    return Json.write(json);
  }
}
