package org.belfry.compat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.belfry.http.QueryString;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;
import org.belfry.problem.RecentIncidents;
import org.belfry.security.Origins;
import org.belfry.text.Storable;

/** {@code GET /?name=…&msg=…}; whatever else is at the root is left alone. */
@Singleton
class MessageFilter extends HttpFilter {

  private static final long serialVersionUID = 1;

  private final transient Messages messages;
  private final transient Origins origins;
  private final transient RecentIncidents incidents;

  @Inject
  MessageFilter(Messages messages, Origins origins, RecentIncidents incidents) {
    this.messages = messages;
    this.origins = origins;
    this.incidents = incidents;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var query = QueryString.parse(request.getQueryString());
    if (!isMessage(request, query)) {
      chain.doFilter(request, response);
      return;
    }
    try {
      // any page could have it asked for, as an image
      origins.checkPage(request);
      var user = Storable.id("name", query.get("name"));
      var text = JsonNodeFactory.instance.textNode(query.get("msg"));
      DeferredResponse.after(messages.send(List.of(user), "", text), request, response, "");
    } catch (Problem e) {
      incidents.refused("compat", e, request.getRemoteAddr());
      ProblemWriter.write(response, e);
    }
  }

  private static boolean isMessage(HttpServletRequest request, Map<String, String> query) {
    var path = request.getRequestURI().substring(request.getContextPath().length());
    return request.getMethod().equals("GET")
        && (path.isEmpty() || path.equals("/"))
        && query.containsKey("name")
        && query.containsKey("msg");
  }
}
