package org.belfry.harness;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Gives the demo page to this machine alone. It holds the sender key, and a page of elsewhere whose
 * name has been made to point here (DNS rebinding) is of the same origin for a browser: only the
 * name in {@code Host} tells.
 */
@WebFilter("/*")
public final class LocalHostFilter implements Filter {

  private static final Pattern LOCAL =
      Pattern.compile(
          "(localhost|127\\.0\\.0\\.1|\\[::1\\])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws: wss:;"
              + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "Cache-Control",
          "no-store",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer");

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var answer = (HttpServletResponse) response;
    HEADERS.forEach(answer::setHeader);
    if (isLocal(((HttpServletRequest) request).getHeader("Host"))) {
      chain.doFilter(request, response);
      return;
    }
    answer.setStatus(HttpServletResponse.SC_FORBIDDEN);
    answer.setContentType("text/plain;charset=UTF-8");
    answer.getWriter().println("The demo page answers to localhost only.");
  }

  static boolean isLocal(String host) {
    return host != null && LOCAL.matcher(host).matches();
  }
}
