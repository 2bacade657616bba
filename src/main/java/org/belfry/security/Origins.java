package org.belfry.security;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Locale;

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

  /** Whether pages of another origin may use the REST interface. */
  boolean isConfigured(String origin) {
    return settings.origins().contains("*")
        || settings.origins().contains(origin.toLowerCase(Locale.ROOT));
  }

  private static boolean isOwn(String origin, String host) {
    try {
      var authority = URI.create(origin).getRawAuthority();
      return authority != null && authority.equalsIgnoreCase(host);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
