package org.belfry.session;

import org.belfry.model.UserId;
import org.belfry.text.Storable;

/**
 * Who comes by which transport from where; the last two may be null, and are cleaned and cut: they
 * are no caller's word, and one that can't be stored must not fail those it is stored with.
 */
public record ClientInfo(UserId user, String transport, String remoteAddress, String userAgent) {

  private static final int LONGEST_USER_AGENT = 256;

  /** Behind a proxy it is what a header says. */
  private static final int LONGEST_ADDRESS = 64;

  public ClientInfo {
    remoteAddress = Storable.cleaned(remoteAddress, LONGEST_ADDRESS);
    userAgent = Storable.cleaned(userAgent, LONGEST_USER_AGENT);
  }
}
