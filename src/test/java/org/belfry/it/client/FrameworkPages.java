package org.belfry.it.client;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pages made with the libraries that people make pages with, from {@code src/test/js}: under a
 * strict content policy, and nothing is fetched from anywhere else.
 */
public final class FrameworkPages {

  private static final Path SCRIPTS = Path.of("src/test/js");
  private static final Path MODULES = SCRIPTS.resolve("node_modules");

  /** Turbo has styles of its own for its progress bar, and a nonce for them. */
  private static final String POLICY =
      Bell.POLICY.replace("style-src", "style-src 'nonce-of-turbo'");

  private final Api api;
  private final BrowserContext context;
  private final List<String> complaints = new ArrayList<>();

  private FrameworkPages(Api api, BrowserContext context) {
    this.api = api;
    this.context = context;
  }

  /** Serves them to this browser. */
  public static FrameworkPages in(BrowserContext context, Api api) {
    NodeClient.assumeThereIsOne();
    var pages = new FrameworkPages(api, context);
    context.route(
        api.base() + "/npm/**",
        route -> {
          var url = route.request().url();
          fulfil(route, MODULES.resolve(url.substring(url.indexOf("/npm/") + 5)));
        });
    context.onRequest(request -> pages.isHome(request.url()));
    context.onConsoleMessage(pages::listen);
    context.onWebError(error -> pages.complaints.add(error.error()));
    return pages;
  }

  private void isHome(String url) {
    var own = api.base().getAuthority();
    if (!own.equals(URI.create(url).getAuthority()) && !url.startsWith("data:")) {
      complaints.add("asks for " + url);
    }
  }

  private void listen(ConsoleMessage message) {
    // Turbo says so of a visit that gave way to the next
    var isTurbosOwn = message.text().startsWith("AbortError") && message.text().contains("turbo");
    if (List.of("error", "warning").contains(message.type()) && !isTurbosOwn) {
      complaints.add(message.text());
    }
  }

  private static void fulfil(Route route, Path file) {
    var type = file.toString().endsWith("js") ? "text/javascript" : "text/html";
    route.fulfill(new FulfillOptions().setContentType(type).setPath(file));
  }

  /** Answers with this file of {@code pages}, its gaps filled, at each of these names. */
  public FrameworkPages serve(String file, Map<String, String> gaps, String... names) {
    try {
      var html = Files.readString(SCRIPTS.resolve("pages").resolve(file));
      for (var gap : gaps.entrySet()) {
        html = html.replace("%" + gap.getKey() + "%", gap.getValue());
      }
      for (var name : names) {
        answer(name, html.replace("%page%", name));
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(String name, String html) {
    var page = new FulfillOptions().setBody(html).setContentType("text/html");
    page.setHeaders(Map.of("Content-Security-Policy", POLICY));
    var address = api.base() + "/" + name;
    context.route(url -> url.split("[?]")[0].equals(address), route -> route.fulfill(page));
  }

  /** Serves this script beside the pages. */
  public FrameworkPages script(Path file) {
    context.route(api.base() + "/" + file.getFileName(), route -> fulfil(route, file));
    return this;
  }

  /** What a server that has no document makes of a page. */
  public static String rendered(Path script) throws IOException, InterruptedException {
    NodeClient.assumeThereIsOne();
    return run(script.getParent(), "node", script.getFileName().toString()).strip();
  }

  static String run(Path directory, String... command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(said);
    }
    return said;
  }

  /** Opens one of them. */
  public Bell open(String name) {
    var page = context.newPage();
    page.navigate(api.base() + "/" + name);
    page.evaluate("window.isTheSame = true");
    return Bell.at(page).awaitLive();
  }

  /** Whether this page was never loaded anew. */
  public static boolean isTheSame(Page page) {
    return (boolean) page.evaluate("window.isTheSame === true");
  }

  /** What the browser said in errors and warnings, and what was asked for elsewhere. */
  public List<String> complaints() {
    return complaints;
  }
}
