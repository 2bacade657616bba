package org.belfry.compat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;

/** Answers a request when its message is committed; no thread waits for that. */
final class DeferredResponse {

  private static final Logger LOG = System.getLogger(DeferredResponse.class.getName());

  private DeferredResponse() {}

  /**
   * @param body what to answer when all went well
   */
  static void after(
      CompletionStage<?> commit,
      HttpServletRequest request,
      HttpServletResponse response,
      String body) {
    var async = request.startAsync(request, response);
    // the appender always answers; the container is not to do it instead
    async.setTimeout(0);
    commit.whenComplete((appended, error) -> complete(async, response, error, body));
  }

  private static void complete(
      AsyncContext async, HttpServletResponse response, Throwable error, String body) {
    try {
      if (error instanceof Problem problem) {
        ProblemWriter.write(response, problem);
      } else if (error != null) {
        LOG.log(Level.ERROR, "a message could not be stored", error);
        ProblemWriter.write(response, Problem.storeUnavailable(error));
      } else {
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "who posted is gone", e);
    } finally {
      async.complete();
    }
  }
}
