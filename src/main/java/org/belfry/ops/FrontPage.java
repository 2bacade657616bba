package org.belfry.ops;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code /}: tells whoever comes by what this is, how it is, and where to go on. */
@WebServlet("")
public class FrontPage extends HttpServlet {

  private static final long serialVersionUID = 1;

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>Belfry</title>
        <link rel="icon" href="console/icon.svg" type="image/svg+xml">
        <link rel="stylesheet" href="console/front.css">
      </head>
      <body>
        <h1><img src="console/icon.svg" alt="" width="32" height="32"> Belfry</h1>
        <p>A notification inbox with live push: a backend sends, and people get it at once on every device,
          or when they come back.</p>
        <dl>
          <dt>Version</dt><dd id="version">%s</dd>
          <dt>Health</dt><dd id="health"><a href="health/ready">%s</a></dd>
        </dl>
        <ul>
          <li>The interface, for tools: <a href="openapi.yaml">over HTTP</a>, <a href="asyncapi.yaml">its streams</a></li>
          <li><a href="console/">Operator’s console</a></li>
          <li>Documents of this version: %s</li>
        </ul>
      </body>
      </html>
      """;

  private final transient Readiness readiness;

  @Inject
  FrontPage(Readiness readiness) {
    this.readiness = readiness;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("text/html;charset=UTF-8");
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Content-Security-Policy", StaticFiles.PAGE_POLICY);
    response.setHeader("Referrer-Policy", "no-referrer");
    response.getWriter().print(PAGE.formatted(version(), health(), documents()));
  }

  /** As the build has written it into the archive. */
  private String version() throws IOException {
    var properties = new Properties();
    var path = "/META-INF/maven/org.belfry/belfry/pom.properties";
    try (var in = getServletContext().getResourceAsStream(path)) {
      if (in != null) {
        properties.load(in);
      }
    }
    return properties.getProperty("version", "unknown");
  }

  private String health() {
    var reason = readiness.reasonNotReady();
    if (reason != null) {
      return "not ready: " + reason;
    }
    var degraded = readiness.degraded();
    return degraded == null ? "ready" : "ready, but " + degraded;
  }

  private String documents() {
    var paths = getServletContext().getResourcePaths("/docs/");
    return new TreeSet<>(paths == null ? Set.of() : paths)
        .stream()
            .map(path -> path.substring("/docs/".length()))
            .filter(name -> name.endsWith(".md"))
            .map(
                name ->
                    "<a href=\"docs/%s\">%s</a>".formatted(name, name.replaceFirst("\\.md$", "")))
            .collect(Collectors.joining(", "));
  }
}
