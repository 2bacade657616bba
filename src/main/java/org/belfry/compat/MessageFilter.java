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
import org.belfry.text.Storable;

/** {@code GET /?name=…&msg=…}; whatever else is at the root is left alone. */
@Singleton
class MessageFilter extends HttpFilter {

  private static final long serialVersionUID = 1;

  private final transient Messages messages;

  @Inject
  MessageFilter(Messages messages) {
    this.messages = messages;
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
      var user = Storable.id("name", query.get("name"));
      var text = JsonNodeFactory.instance.textNode(query.get("msg"));
      DeferredResponse.after(messages.send(List.of(user), "", text), request, response, "");
    } catch (Problem e) {
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
