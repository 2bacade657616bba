package org.belfry.problem;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Makes a problem document of whatever a resource throws. What was not foreseen is logged under an
 * id, and only the id is told.
 */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = System.getLogger(ProblemMapper.class.getName());

  @Inject private RecentIncidents incidents;
  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(Throwable error) {
    var problem = Problem.behind(error);
    if (problem != null) {
      note(problem);
      return response(problem).build();
    }
    if (error instanceof CompletionException || error instanceof ExecutionException) {
      return toResponse(error.getCause() == null ? new IllegalStateException() : error.getCause());
    }
    if (error instanceof WebApplicationException e) {
      return ofTheContainer(e);
    }
    return logged(error);
  }

  /** A void cursor is no incident: it is how a client learns to fetch afresh. */
  private void note(Problem problem) {
    var door = request.getMethod() + " " + request.getRequestURI();
    switch (problem.status()) {
      case 401, 403 -> incidents.refused(door, problem, request.getRemoteAddr());
      case 410 -> {}
      default -> incidents.note(door, problem, request.getRemoteAddr());
    }
  }

  private static Response logged(Throwable error) {
    var id = UUID.randomUUID();
    LOG.log(Level.ERROR, "event=failed id=" + id, error);
    return response(
            new Problem(ProblemKind.INTERNAL, "something went wrong here; it is logged as " + id))
        .build();
  }

  private static Response ofTheContainer(WebApplicationException e) {
    var response = e.getResponse();
    var status = response.getStatus();
    if (status < 400) {
      return response;
    }
    if (status == 500) {
      return logged(e);
    }
    var builder = response(ofTheContainer(status));
    var allow = response.getHeaderString(HttpHeaders.ALLOW);
    return allow == null ? builder.build() : builder.header(HttpHeaders.ALLOW, allow).build();
  }

  private static Problem ofTheContainer(int status) {
    return switch (status) {
      case 404 -> new Problem(ProblemKind.NO_SUCH_RESOURCE, "there is nothing at this path");
      case 405 ->
          new Problem(ProblemKind.METHOD_NOT_ALLOWED, "this path does not answer to this method");
      case 406 -> new Problem(ProblemKind.NOT_ACCEPTABLE, "answers are application/json");
      case 415 ->
          new Problem(ProblemKind.UNSUPPORTED_MEDIA_TYPE, "bodies have to be application/json");
      default -> Problem.ofTheServer(status, "the request was refused");
    };
  }

  private static Response.ResponseBuilder response(Problem problem) {
    var builder =
        Response.status(problem.status())
            .type(ProblemWriter.MEDIA_TYPE)
            .entity(problem.json().getBytes(StandardCharsets.UTF_8));
    ProblemWriter.headers(problem).forEach(builder::header);
    return builder;
  }
}
