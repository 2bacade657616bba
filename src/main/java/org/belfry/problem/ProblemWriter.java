package org.belfry.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes problem documents where there is no JAX-RS: in servlets and filters. */
public final class ProblemWriter {

  static final String MEDIA_TYPE = "application/problem+json";

  /** RFC 6750 §3. */
  private static final String CHALLENGE = "Bearer";

  private ProblemWriter() {}

  /** The headers that belong to a problem, whoever writes it. */
  static Map<String, String> headers(Problem problem) {
    var headers = new LinkedHashMap<String, String>();
    if (problem.status() == 401) {
      headers.put("WWW-Authenticate", CHALLENGE);
    }
    if (problem.retryAfterSeconds() != null) {
      headers.put("Retry-After", problem.retryAfterSeconds().toString());
    }
    if (problem.endsConnection()) {
      headers.put("Connection", "close");
    }
    return headers;
  }

  /** Answers with the problem; the response must not be committed yet. */
  public static void write(HttpServletResponse response, Problem problem) throws IOException {
    response.setStatus(problem.status());
    response.setContentType(MEDIA_TYPE);
    headers(problem).forEach(response::setHeader);
    var document = problem.json().getBytes(StandardCharsets.UTF_8);
    response.setContentLength(document.length);
    response.getOutputStream().write(document);
  }
}
