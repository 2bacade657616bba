package org.belfry.http;

import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/**
 * Shut until this node has started: while its database is out of reach it is deployed, and answers
 * whoever wants something of an inbox with a refusal that passes. Health, metrics and pages are
 * served.
 */
@Singleton
public class StartGate {

  private static final List<String> BEHIND = List.of("/api", "/ws", "/socket.io");

  private volatile boolean open;

  /** Lets everybody in from now on. */
  public void open() {
    open = true;
  }

  /** Null for a request that may go on. */
  Problem refusal(HttpServletRequest request) {
    if (open) {
      return null;
    }
    var path = request.getRequestURI().substring(request.getContextPath().length());
    return BEHIND.stream().anyMatch(path::startsWith)
        ? new Problem(ProblemKind.STARTING, "this server has not started yet; come back")
        : null;
  }
}
