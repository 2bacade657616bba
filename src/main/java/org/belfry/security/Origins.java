package org.belfry.security;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Locale;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/**
 * From which pages browsers may come (RFC 6455 §10.2, RFC 6454): this server's own and the
 * configured ones.
 */
@Singleton
public class Origins {

  private final SecuritySettings settings;

  @Inject
  public Origins(SecuritySettings settings) {
    this.settings = settings;
  }

  /**
   * Whether a request with these headers is let in. Without Origin it does not come from a page.
   * Only Host says what this server is called: forwarded headers can be sent by anybody.
   */
  public boolean allows(String origin, String host) {
    return origin == null || isConfigured(origin) || isOwn(origin, host);
  }

  /**
   * Lets in whom {@link #allows} lets in.
   *
   * @throws Problem 403 {@code origin-refused}; what was compared is for the log
   */
  public void check(HttpServletRequest request) {
    var origin = request.getHeader("Origin");
    var host = request.getHeader("Host");
    if (!allows(origin, host)) {
      throw refused("Origin " + origin + " is neither of Host " + host + " nor configured");
    }
  }

  /**
   * The same where a page could come without saying so: by an image, a link or a form. Then it is
   * known by what its browser says of it, which no page can change (Fetch Metadata), or by where it
   * was sent from.
   *
   * @throws Problem 403 {@code origin-refused}
   */
  public void checkPage(HttpServletRequest request) {
    check(request);
    if (request.getHeader("Origin") != null) {
      return;
    }
    var site = request.getHeader("Sec-Fetch-Site");
    var from = origin(request.getHeader("Referer"));
    var isForeign =
        from == null
            ? "cross-site".equals(site) || "same-site".equals(site)
            : !allows(from, request.getHeader("Host"));
    if (isForeign) {
      throw refused(
          "Sec-Fetch-Site %s, Referer of %s, Host %s"
              .formatted(site, from, request.getHeader("Host")));
    }
  }

  private static Problem refused(String why) {
    return new Problem(ProblemKind.ORIGIN_REFUSED, "this origin is not allowed").because(why);
  }

  /** Of a page's address; null when there is none. */
  private static String origin(String address) {
    try {
      var page = address == null ? null : URI.create(address);
      return page == null || page.getRawAuthority() == null
          ? null
          : page.getScheme() + "://" + page.getRawAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Says in the answer that the page which asks may read it, if its origin is configured; returns
   * whether it is.
   */
  public boolean permit(HttpServletRequest request, HttpServletResponse response) {
    var origin = request.getHeader("Origin");
    if (origin == null || !isConfigured(origin)) {
      return false;
    }
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.addHeader("Vary", "Origin");
    response.setHeader("Access-Control-Expose-Headers", "Date, Retry-After, Idempotency-Replayed");
    return true;
  }

  /** Whether pages of another origin may use the REST interface. */
  boolean isConfigured(String origin) {
    return settings.origins().contains("*")
        || settings.origins().contains(origin.toLowerCase(Locale.ROOT));
  }

  /** Proxies may write the default port into Host, which browsers leave out of Origin. */
  private static boolean isOwn(String origin, String host) {
    try {
      var own = URI.create(origin);
      var authority = own.getRawAuthority();
      if (authority == null || host == null) {
        return false;
      }
      var standard = "https".equalsIgnoreCase(own.getScheme()) ? ":443" : ":80";
      return without(standard, authority).equalsIgnoreCase(without(standard, host));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String without(String port, String authority) {
    return authority.endsWith(port)
        ? authority.substring(0, authority.length() - port.length())
        : authority;
  }
}
