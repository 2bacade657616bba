package org.belfry.socketio.server;

import org.belfry.socketio.protocol.EnginePacket;

/** Whether a session's client has shown who it is; what it may say and for how long, until then. */
final class JoinLimits {

  private enum State {
    WAITING,
    GRANTED,
    OVER
  }

  private final EngineSettings settings;
  private final UnjoinedSessions unjoinedSessions;
  private final String address;

  // guarded by this
  private State state = State.WAITING;
  private long since;
  private int said;
  private boolean wasGranted;

  JoinLimits(
      EngineSettings settings, UnjoinedSessions unjoinedSessions, String address, long nanos) {
    this.settings = settings;
    this.unjoinedSessions = unjoinedSessions;
    this.address = address == null ? "" : address;
    since = nanos;
    unjoinedSessions.enter(this.address);
  }

  synchronized boolean isGranted() {
    return state == State.GRANTED;
  }

  synchronized void grant() {
    if (state == State.WAITING) {
      state = State.GRANTED;
      wasGranted = true;
      unjoinedSessions.leave(address);
    }
  }

  /** The client is a stranger again: it has left whatever it had joined. */
  synchronized void revoke(long nanos) {
    if (state == State.GRANTED) {
      state = State.WAITING;
      since = nanos;
      said = 0;
      unjoinedSessions.enter(address);
    }
  }

  synchronized void end() {
    if (state == State.WAITING) {
      unjoinedSessions.leave(address);
    }
    state = State.OVER;
  }

  /** Whether a packet may be looked at: until the client has joined, only a few bytes of text. */
  synchronized boolean allows(EnginePacket packet) {
    if (state != State.WAITING) {
      return true;
    }
    said += packet.size();
    return !packet.isBinary() && said <= settings.unjoined().bytes();
  }

  /** Bytes of one request. */
  int maxPayload() {
    return isGranted() ? settings.maxPayload() : settings.unjoined().bytes();
  }

  /** Characters or bytes of one frame. */
  int maxFrame() {
    return isGranted() ? settings.maxPacket() : settings.unjoined().bytes();
  }

  /** What may wait; a goodbye finds more waiting than a stranger may have. */
  synchronized int maxWaiting() {
    return wasGranted ? settings.maxWaiting() : settings.unjoined().bytes();
  }

  synchronized boolean isOverdue(long nanos) {
    return state == State.WAITING && nanos - since > settings.unjoined().patience().toNanos();
  }
}
