package org.belfry.live.transport;

import java.security.Principal;
import org.belfry.security.User;

/**
 * A user at the WebSocket door, with what only the HTTP request knows; the last two may be null.
 */
public record HandshakePrincipal(User user, String remoteAddress, String userAgent)
    implements Principal {

  @Override
  public String getName() {
    return user.id();
  }
}
