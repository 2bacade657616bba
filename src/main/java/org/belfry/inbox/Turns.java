package org.belfry.inbox;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.belfry.model.UserId;

/**
 * One transaction an inbox at a time, of those that its own user starts on this node: the others
 * wait here, where they hold no connection, and not for the lock of the row, where each would hold
 * one.
 */
final class Turns {

  private static final class Turn {
    private final Semaphore free = new Semaphore(1, true);

    /** Who has it, and who waits for it; changed within the map's own lock only. */
    private int callers;
  }

  private final Map<UserId, Turn> turns = new ConcurrentHashMap<>();

  /** Waits for this inbox's turn; false when it did not come in time. */
  boolean await(UserId user, long nanos) {
    var turn =
        turns.compute(
            user,
            (key, known) -> {
              var one = known == null ? new Turn() : known;
              one.callers++;
              return one;
            });
    try {
      if (turn.free.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leave(user);
    return false;
  }

  /** The next one may begin. */
  void end(UserId user) {
    turns.get(user).free.release();
    leave(user);
  }

  private void leave(UserId user) {
    turns.compute(user, (key, turn) -> --turn.callers == 0 ? null : turn);
  }
}
