package org.belfry.ops;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The headers of the files that browsers are served, the same on every server. Browsers ask each
 * time whether a file has changed: the modules of the client have to be of one version.
 */
@WebFilter(
    urlPatterns = {"/client/*", "/console/*"},
    asyncSupported = true)
public class StaticFiles extends HttpFilter {

  private static final long serialVersionUID = 1;

  /** Nothing but this server's own files, and nobody frames the page. */
  private static final String CONSOLE_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final transient Map<String, Optional<String>> tags = new ConcurrentHashMap<>();

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (request.getServletPath().startsWith("/client")) {
      // the code is no secret, and pages of any origin embed it
      response.setHeader("Access-Control-Allow-Origin", "*");
      response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    } else {
      response.setHeader("Content-Security-Policy", CONSOLE_POLICY);
      response.setHeader("Referrer-Policy", "no-referrer");
    }
    var tag = tag(request);
    if (tag.isPresent()) {
      response.setHeader("ETag", tag.get());
      if (tag.get().equals(request.getHeader("If-None-Match"))) {
        response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
        return;
      }
    }
    chain.doFilter(request, response);
  }

  /** Of a file of the WAR, by its content; what is no file is not remembered. */
  private Optional<String> tag(HttpServletRequest request) throws IOException {
    var rest = request.getPathInfo();
    var path = rest == null ? request.getServletPath() : request.getServletPath() + rest;
    var known = tags.get(path);
    if (known != null) {
      return known;
    }
    try (var file = path.endsWith("/") ? null : getServletContext().getResourceAsStream(path)) {
      if (file == null) {
        return Optional.empty();
      }
      var tag = Optional.of("\"" + hash(file.readAllBytes()) + "\"");
      tags.put(path, tag);
      return tag;
    }
  }

  private static String hash(byte[] content) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
