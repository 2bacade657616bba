package org.belfry.socketio.server;

import org.belfry.socketio.protocol.EnginePacket;

/** Receives the packets and the end of one Engine.IO session. */
public interface SessionListener {

  /** A message has come; messages of a session come one after the other. */
  void message(EnginePacket message);

  /** The session has ended; called once. */
  void closed(String reason);

  /** Looks at its deadlines; {@code nanos} as of {@link System#nanoTime()}. */
  default void check(long nanos) {}
}
