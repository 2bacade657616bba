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
import org.belfry.http.EventStreams;
import org.belfry.problem.Problem;

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

  private final transient Admission admission;

  @Inject
  public CapacityFilter(Admission admission) {
    this.admission = admission;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      if (request.getMethod().equals("GET")) {
        admission.checkRoom();
      }
    } catch (Problem e) {
      admission.refused(request.getServletPath(), e, request.getRemoteAddr());
      EventStreams.refuse(request, response, e);
      return;
    }
    chain.doFilter(request, response);
  }
}
