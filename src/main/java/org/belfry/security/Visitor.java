package org.belfry.security;

import java.security.Principal;

/**
 * A user at the WebSocket door, with what only the HTTP request knows; the last two may be null.
 */
public record Visitor(User user, String remoteAddress, String userAgent) implements Principal {

  @Override
  public String getName() {
    return user.id();
  }
}
