package org.belfry.live;

import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.belfry.http.EventStreams;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.problem.RecentIncidents;

/**
 * Refuses one more stream or poll, with a real answer, when this node has as many as it may; the
 * engine of Socket.IO counts its sessions itself.
 */
@WebFilter(
    urlPatterns = {"/ws", "/api/v1/live", "/api/v1/inbox/changes"},
    dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC},
    asyncSupported = true)
public class CapacityFilter extends HttpFilter {

  private static final long serialVersionUID = 1;
  private static final Duration COME_BACK = Duration.ofSeconds(5);

  private final transient BooleanSupplier isFull;
  private final transient RecentIncidents incidents;

  @Inject
  public CapacityFilter(Connections connections, RecentIncidents incidents) {
    this(connections::isFull, incidents);
  }

  CapacityFilter(BooleanSupplier isFull, RecentIncidents incidents) {
    this.isFull = isFull;
    this.incidents = incidents;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!request.getMethod().equals("GET") || !isFull.getAsBoolean()) {
      chain.doFilter(request, response);
      return;
    }
    var problem =
        new Problem(
                ProblemKind.OVERLOADED, "this server has as many connections as it may; come back")
            .withRetryAfter(COME_BACK);
    incidents.refused(request.getServletPath(), problem, request.getRemoteAddr());
    EventStreams.refuse(request, response, problem);
  }
}
