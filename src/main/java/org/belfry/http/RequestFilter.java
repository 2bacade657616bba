package org.belfry.http;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;
import org.belfry.problem.RecentIncidents;
import org.belfry.text.LogEvent;

/**
 * The first of all filters: lets in what is spelled plainly and whose body is there. On {@code
 * /api/} nothing may be kept by those between, for it is somebody's inbox or a token.
 */
@Singleton
public class RequestFilter extends HttpFilter {

  private static final long serialVersionUID = 1;

  private static final Logger LOG = System.getLogger(RequestFilter.class.getName());

  private final transient StartGate gate;
  private final transient Bodies bodies;
  private final transient RecentIncidents incidents;

  @Inject
  public RequestFilter(StartGate gate, Bodies bodies, RecentIncidents incidents) {
    this.gate = gate;
    this.bodies = bodies;
    this.incidents = incidents;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var gathering =
        request.getDispatcherType() == DispatcherType.ASYNC ? Gathering.of(request) : null;
    if (gathering != null) {
      bodies.resume(gathering, request, response, chain);
      return;
    }
    UpgradeOffer.decline(request, response);
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (!PathSpelling.isPlain(request.getRequestURI())) {
      refuse(request, response);
      return;
    }
    var notYet = gate.refusal(request);
    if (notYet != null) {
      answer(request, response, notYet);
      return;
    }
    if (request.getRequestURI().startsWith("/api/", request.getContextPath().length())) {
      response.setHeader("Cache-Control", "no-store");
    }
    if (Bodies.isExpected(request)) {
      bodies.admit(request, response, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
    LogEvent.of("refused-path")
        .with("path", request.getRequestURI())
        .with("remote", request.getRemoteAddr())
        .log(LOG, Level.INFO);
    var why = new Problem(400, "invalid-path", "a path has to be spelled without detours");
    incidents.refused(request.getMethod() + " an odd path", why.code(), request.getRemoteAddr());
    answer(request, response, why);
  }

  private static void answer(HttpServletRequest request, HttpServletResponse response, Problem why)
      throws IOException {
    if (Bodies.isExpected(request)) {
      response.setHeader("Connection", "close");
    }
    ProblemWriter.write(response, why);
  }
}
