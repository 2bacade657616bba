package org.belfry.socketio.protocol;

/** What came breaks the grammar; the protocol's answer is to end the session. */
public final class Malformed extends RuntimeException {

  private static final long serialVersionUID = 1;

  public Malformed(String rule) {
    // anybody can provoke it, as often as they like: nobody reads its stack trace
    super(rule, null, false, false);
  }
}
