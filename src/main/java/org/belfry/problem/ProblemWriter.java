package org.belfry.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes problem documents where there is no JAX-RS: in servlets and filters. */
public final class ProblemWriter {

  static final String MEDIA_TYPE = "application/problem+json";

  /** RFC 6750 §3. */
  static final String CHALLENGE = "Bearer";

  private ProblemWriter() {}

  /** Answers with the problem; the response must not be committed yet. */
  public static void write(HttpServletResponse response, Problem problem) throws IOException {
    response.setStatus(problem.status());
    response.setContentType(MEDIA_TYPE);
    if (problem.status() == 401) {
      response.setHeader("WWW-Authenticate", CHALLENGE);
    }
    if (problem.retryAfterSeconds() != null) {
      response.setHeader("Retry-After", problem.retryAfterSeconds().toString());
    }
    if (problem.endsConnection()) {
      response.setHeader("Connection", "close");
    }
    var document = problem.json().getBytes(StandardCharsets.UTF_8);
    response.setContentLength(document.length);
    response.getOutputStream().write(document);
  }
}
