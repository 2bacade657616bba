package org.belfry.security;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** A notification is its sender's: nobody else looks at it or takes it back, but the admins. */
@Singleton
public class Ownership {

  private final AdminSettings admins;

  @Inject
  public Ownership(AdminSettings admins) {
    this.admins = admins;
  }

  /** Whether a sender may report and recall what was sent by the owner of that name. */
  public boolean covers(Sender sender, String owner) {
    return sender.name().equals(owner) || isAdmin(sender);
  }

  /** Whether a sender may do so whoever is the owner. */
  public boolean isAdmin(Sender sender) {
    return admins.senders().contains(sender.name());
  }
}
