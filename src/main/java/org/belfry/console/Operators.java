package org.belfry.console;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.security.Authenticator;
import org.belfry.security.Sender;

/** Says whether a sender is an operator: only those are who are named in the settings. */
@Singleton
class Operators {

  private final Authenticator authenticator;
  private final ConsoleSettings settings;

  @Inject
  Operators(Authenticator authenticator, ConsoleSettings settings) {
    this.authenticator = authenticator;
    this.settings = settings;
  }

  /**
   * The operator behind an Authorization header.
   *
   * @throws Problem as for senders; 403 {@code not-an-operator} for others than those named
   */
  Sender operator(String authorization) {
    var sender = authenticator.sender(authorization);
    if (!settings.senders().contains(sender.name())) {
      throw new Problem(
          ProblemKind.NOT_AN_OPERATOR,
          "this key may send; belfry.console.senders has to name it before it may look in");
    }
    return sender;
  }
}
