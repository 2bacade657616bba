package org.belfry.cluster;

/**
 * Who comes by which transport from where; the last two may be null. A user agent longer than 256
 * characters is cut.
 */
public record Visit(String user, String transport, String remoteAddress, String userAgent) {

  private static final int LONGEST_USER_AGENT = 256;

  public Visit {
    if (userAgent != null && userAgent.length() > LONGEST_USER_AGENT) {
      userAgent = userAgent.substring(0, LONGEST_USER_AGENT);
    }
  }
}
