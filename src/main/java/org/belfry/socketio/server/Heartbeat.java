package org.belfry.socketio.server;

/**
 * Whether the other side is still there. In revision 4 the server pings; in revision 3 the client
 * does, unasked. Times are as of {@link System#nanoTime()}.
 */
final class Heartbeat {

  enum Beat {
    QUIET,
    PING_IS_DUE,
    DEAD
  }

  private final boolean serverPings;
  private final long interval;
  private final long timeout;
  private long due;
  private boolean asked;

  Heartbeat(int revision, EngineSettings settings, long nanos) {
    serverPings = revision == 4;
    interval = settings.pingInterval().toNanos();
    timeout = settings.pingTimeout().toNanos();
    due = nanos + interval;
  }

  /** The other side has shown the sign of life that is expected of it. */
  synchronized void sign(long nanos) {
    asked = false;
    due = nanos + interval;
  }

  /** What is to be done now; a ping counts as sent then. */
  synchronized Beat check(long nanos) {
    if (nanos - due < 0) {
      return Beat.QUIET;
    }
    if (!serverPings || asked) {
      return nanos - due >= timeout ? Beat.DEAD : Beat.QUIET;
    }
    asked = true;
    if (nanos - due > timeout / 2) {
      // we are late, which is not the client's fault
      due = nanos;
    }
    return Beat.PING_IS_DUE;
  }
}
