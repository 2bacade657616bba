package org.belfry.live.transport;

import java.security.Principal;
import org.belfry.live.Admission;

/** A user at the WebSocket door, with what only the HTTP request knows. */
public record HandshakePrincipal(Admission.Admitted who) implements Principal {

  @Override
  public String getName() {
    return who.user().id().value();
  }
}
