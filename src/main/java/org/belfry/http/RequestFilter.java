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
import java.util.Set;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.problem.ProblemWriter;
import org.belfry.problem.RecentIncidents;

/**
 * The first of all filters: lets in what is spelled plainly and whose body is there, and nobody
 * while the node is stopping. On {@code /api/} nothing may be kept by those between, for it is
 * somebody's inbox or a token.
 */
@Singleton
public class RequestFilter extends HttpFilter {

  private static final long serialVersionUID = 1;

  /** Who asks how a stopping node is has to be told so. */
  private static final Set<String> ALWAYS_ANSWERED =
      Set.of("/health/live", "/health/ready", "/metrics");

  private final transient StartGate gate;
  private final transient Bodies bodies;
  private final transient RecentIncidents incidents;
  private final transient Shutdown shutdown;
  private boolean saysTheTime;

  @Inject
  public RequestFilter(
      StartGate gate, Bodies bodies, RecentIncidents incidents, Shutdown shutdown) {
    this.gate = gate;
    this.bodies = bodies;
    this.incidents = incidents;
    this.shutdown = shutdown;
  }

  /** Every answer has a {@code Date} (RFC 9110, section 6.6.1); Payara leaves it to us. */
  @Override
  public void init() {
    saysTheTime = getServletContext().getServerInfo().contains("Payara");
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
    if (shutdown.hasBegun()) {
      // a connection that stays open would lead to whatever the server says when we are gone
      response.setHeader("Connection", "close");
      if (!ALWAYS_ANSWERED.contains(path(request))) {
        sendAway(request, response, shutdown.refusal());
        return;
      }
    }
    if (!PathSpelling.isPlain(request.getRequestURI())) {
      refuse(request, response);
      return;
    }
    var notYet = gate.refusal(request);
    if (notYet != null) {
      sendAway(request, response, notYet);
      return;
    }
    if (path(request).startsWith("/api/")) {
      response.setHeader("Cache-Control", "no-store");
      if (saysTheTime) {
        response.setDateHeader("Date", System.currentTimeMillis());
      }
    }
    if (Bodies.isExpected(request)) {
      bodies.admit(request, response, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static String path(HttpServletRequest request) {
    return request.getRequestURI().substring(request.getContextPath().length());
  }

  /** Who comes too late, or too early. */
  private void sendAway(HttpServletRequest request, HttpServletResponse response, Problem why)
      throws IOException {
    bodies.permit(request, response);
    EventStreams.refuse(request, response, why);
    if (Bodies.isExpected(request)) {
      bodies.leave(request, response);
    }
  }

  private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var why =
        new Problem(ProblemKind.INVALID_PATH, "a path has to be spelled without detours")
            .because(request.getRequestURI());
    incidents.refused(request.getMethod() + " an odd path", why, request.getRemoteAddr());
    if (Bodies.isExpected(request)) {
      response.setHeader("Connection", "close");
    }
    ProblemWriter.write(response, why);
  }
}
