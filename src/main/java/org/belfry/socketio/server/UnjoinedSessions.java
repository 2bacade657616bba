package org.belfry.socketio.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;

/** Counts the sessions that have not joined, all of them and those of each remote address. */
final class UnjoinedSessions {

  private static final Logger LOG = System.getLogger(UnjoinedSessions.class.getName());

  private final UnjoinedLimits limits;

  // guarded by this
  private final Map<String, Integer> byAddress = new HashMap<>();
  private int all;
  private long refused;

  UnjoinedSessions(UnjoinedLimits limits) {
    this.limits = limits;
  }

  /** Whether one more may begin; who is told no is counted, and said. */
  boolean hasRoom(String address) {
    boolean hasRoom;
    synchronized (this) {
      hasRoom =
          all < limits.sessions() && byAddress.getOrDefault(address, 0) < limits.sessionsOfOne();
      if (!hasRoom) {
        refused++;
      }
    }
    if (!hasRoom) {
      LOG.log(Level.INFO, "event=refused door=socketio code=overloaded remote={0}", address);
    }
    return hasRoom;
  }

  synchronized void enter(String address) {
    all++;
    byAddress.merge(address, 1, Integer::sum);
  }

  synchronized void leave(String address) {
    all--;
    byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }

  synchronized int size() {
    return all;
  }

  synchronized long refused() {
    return refused;
  }
}
