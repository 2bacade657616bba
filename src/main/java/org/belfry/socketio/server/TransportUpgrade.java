package org.belfry.socketio.server;

import java.util.List;
import java.util.concurrent.Executor;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.EnginePacket.Type;
import org.belfry.websocket.WriteCallback;

/**
 * By which way a session's packets leave: polls first, a WebSocket for good after an upgrade. An
 * upgrade is proposed by a second connection, probed ({@code 2probe}, {@code 3probe}) while the
 * polls go on, and completed ({@code 5}) when the client has paused them.
 */
final class TransportUpgrade {

  /** What became of a packet on a WebSocket, or of a poll. */
  enum Outcome {
    /** It is for the session. */
    ACCEPTED,
    /** It was part of an upgrade. */
    HANDLED,
    /** It had no place here. */
    REFUSED,
    /** Another one is there already. */
    OVERLAPS
  }

  private final Executor later;

  // guarded by this
  private EngineTransport transport;
  private WebSocketEngineTransport current;
  private WebSocketEngineTransport candidate;
  private long proposedAt;
  private boolean probed;
  private boolean candidateIsBusy;
  private boolean posting;
  private boolean closed;

  /**
   * @param later does what it is given in a tenth of a second
   */
  TransportUpgrade(Executor later) {
    this.later = later;
  }

  /** Posts come one after the other, and none after an upgrade. */
  synchronized Outcome beginPost() {
    if (current != null) {
      return Outcome.REFUSED;
    }
    if (posting) {
      return Outcome.OVERLAPS;
    }
    posting = true;
    return Outcome.ACCEPTED;
  }

  synchronized void endPost() {
    posting = false;
  }

  synchronized boolean isCurrent(WebSocketEngineTransport socket) {
    return current == socket;
  }

  /** The way that is free, which is used up then; else null. */
  synchronized EngineTransport take() {
    var taken = transport;
    transport = null;
    return taken;
  }

  synchronized Outcome accept(EngineTransport poll) {
    if (closed || current != null) {
      return Outcome.REFUSED;
    }
    if (transport != null) {
      return Outcome.OVERLAPS;
    }
    transport = poll;
    return Outcome.ACCEPTED;
  }

  /**
   * While an upgrade is under way a poll ends that waits for nothing, but not at once, as with the
   * reference server: it may have overtaken the end of the upgrade.
   */
  void endWaitingPoll() {
    if (isProbed()) {
      later.execute(this::endPoll);
    }
  }

  private synchronized boolean isProbed() {
    return probed && current == null;
  }

  private void endPoll() {
    EngineTransport poll;
    synchronized (this) {
      poll = isProbed() ? take() : null;
    }
    if (poll != null) {
      poll.write(List.of(EnginePacket.of(Type.NOOP)), WriteCallback.IGNORED);
    }
  }

  /** False when this poll does not wait here any more. */
  synchronized boolean remove(EngineTransport poll) {
    if (transport != poll) {
      return false;
    }
    transport = null;
    return true;
  }

  /** The session begins on a WebSocket. */
  synchronized void begin(WebSocketEngineTransport socket) {
    current = socket;
    transport = socket;
  }

  /** There is one upgrade in a session's life, and one at a time. */
  synchronized boolean propose(WebSocketEngineTransport socket, long nanos) {
    if (closed || current != null || candidate != null) {
      return false;
    }
    candidate = socket;
    proposedAt = nanos;
    return true;
  }

  /** A WebSocket has ended its write; true when that makes a way free. */
  synchronized boolean free(WebSocketEngineTransport socket) {
    if (candidate == socket) {
      candidateIsBusy = false;
    }
    if (closed || current != socket) {
      return false;
    }
    transport = socket;
    return true;
  }

  Outcome received(WebSocketEngineTransport from, EnginePacket packet) {
    if (isCurrent(from)) {
      return Outcome.ACCEPTED;
    }
    if (packet.type() == Type.PING && packet.text().equals("probe") && isProbe(from)) {
      from.write(List.of(EnginePacket.of(Type.PONG, packet.text())), WriteCallback.IGNORED);
      endWaitingPoll();
      return Outcome.HANDLED;
    }
    return packet.type() == Type.UPGRADE && upgrade(from) ? Outcome.HANDLED : Outcome.REFUSED;
  }

  private synchronized boolean isProbe(WebSocketEngineTransport from) {
    if (candidate != from || probed) {
      return false;
    }
    probed = true;
    candidateIsBusy = true;
    return true;
  }

  private boolean upgrade(WebSocketEngineTransport from) {
    EngineTransport poll;
    synchronized (this) {
      if (closed || candidate != from) {
        return false;
      }
      poll = transport;
      current = from;
      candidate = null;
      transport = candidateIsBusy ? null : from;
    }
    if (poll != null) {
      // a client that upgrades waits for its last poll before it says so; not before the answer to
      // its probe is there
      later.execute(() -> poll.refuse(EngineError.BAD_REQUEST));
    }
    from.upgraded();
    return true;
  }

  synchronized void drop(WebSocketEngineTransport socket) {
    if (candidate == socket) {
      candidate = null;
      probed = false;
      candidateIsBusy = false;
    }
  }

  /** A candidate that was proposed before this moment is dropped; null when there is none. */
  synchronized WebSocketEngineTransport overdue(long before) {
    if (candidate == null || proposedAt - before > 0) {
      return null;
    }
    var stuck = candidate;
    drop(stuck);
    return stuck;
  }

  /** Takes nothing more, and hangs up everywhere but on the WebSocket in use. */
  void leave() {
    EngineTransport poll;
    WebSocketEngineTransport other;
    synchronized (this) {
      closed = true;
      poll = current == null ? transport : null;
      transport = null;
      other = candidate;
    }
    if (poll != null) {
      poll.end(List.of(EnginePacket.of(Type.CLOSE)));
    }
    if (other != null) {
      other.close();
    }
  }

  /** Takes nothing more, and hangs up everywhere. */
  void close() {
    leave();
    WebSocketEngineTransport socket;
    synchronized (this) {
      socket = current;
    }
    if (socket != null) {
      socket.close();
    }
  }
}
