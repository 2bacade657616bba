package org.belfry.socketio.server;

import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.EnginePacket.Type;

/** Until when what has to happen in a session: its upgrade, farewell, admission and heartbeats. */
record SessionDeadlines(TransportUpgrade route, JoinLimits admission, Heartbeat heartbeat) {

  /** Acts on what is overdue; {@code nanos} as of {@link System#nanoTime()}. */
  void check(EngineSession session, long nanos) {
    var before = nanos - EngineSettings.PATIENCE.toNanos();
    var stuck = route.overdue(before);
    if (stuck != null) {
      stuck.close();
    }
    if (session.isOverdue(before)) {
      session.abort("forced close");
    } else if (admission.isOverdue(nanos)) {
      session.close();
    } else {
      beat(session, nanos);
    }
  }

  private void beat(EngineSession session, long nanos) {
    switch (heartbeat.check(nanos)) {
      case DEAD -> session.abort("ping timeout");
      case PING_IS_DUE -> session.send(EnginePacket.of(Type.PING));
      case QUIET -> session.listener().check(nanos);
    }
  }
}
