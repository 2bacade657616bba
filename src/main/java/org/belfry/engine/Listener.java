package org.belfry.engine;

import org.belfry.socketio.EnginePacket;

/** What is told of a session. */
public interface Listener {

  /** A message has come; messages of a session come one after the other. */
  void message(EnginePacket message);

  /** The session has ended; called once. */
  void closed(String reason);

  /** Looks at its deadlines; {@code nanos} as of {@link System#nanoTime()}. */
  default void check(long nanos) {}
}
