package org.belfry.http;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A request whose body is there. Its parameters are those of the query, never those of a form. */
final class BodyRequest extends HttpServletRequestWrapper {

  private final ServletInputStream body;
  private final Map<String, String> query;

  /**
   * A body that has come with its request; none of it has been read. It ends where it was said to
   * end: not every container ends it there for those who offer to speak another protocol.
   */
  static BodyRequest whole(HttpServletRequest request) throws IOException {
    var length = (int) request.getContentLengthLong();
    var bytes = request.getInputStream().readNBytes(length);
    return new BodyRequest(
        request, new ReplayStream(new ArrayDeque<>(List.of(bytes)), bytes.length));
  }

  /** A body that was gathered. */
  BodyRequest(HttpServletRequest request, GatheredBody body) {
    this(request, body.stream());
  }

  private BodyRequest(HttpServletRequest request, ServletInputStream body) {
    super(request);
    this.body = body;
    query = QueryString.parse(request.getQueryString());
  }

  @Override
  public ServletInputStream getInputStream() {
    return body;
  }

  @Override
  public BufferedReader getReader() {
    return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
  }

  @Override
  public String getParameter(String name) {
    return query.get(name);
  }

  @Override
  public Enumeration<String> getParameterNames() {
    return Collections.enumeration(query.keySet());
  }

  @Override
  public String[] getParameterValues(String name) {
    return query.containsKey(name) ? new String[] {query.get(name)} : null;
  }

  @Override
  public Map<String, String[]> getParameterMap() {
    return query.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> new String[] {e.getValue()}));
  }
}
