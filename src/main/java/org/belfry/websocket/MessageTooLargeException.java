package org.belfry.websocket;

/** A message is longer than its bound; the connection it came by is to be ended. */
public final class MessageTooLargeException extends RuntimeException {

  private static final long serialVersionUID = 1;

  MessageTooLargeException(int most) {
    // anybody can provoke it, as often as they like: nobody reads its stack trace
    super("a message has at most " + most + " characters", null, false, false);
  }
}
