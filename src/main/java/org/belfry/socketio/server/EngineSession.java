package org.belfry.socketio.server;

import java.util.List;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.EnginePacket.Type;
import org.belfry.socketio.protocol.Framing;
import org.belfry.websocket.WriteCallback;

/** One client, on whatever transport it is just now. What is sent waits for a way out. */
public final class EngineSession {

  private enum State {
    OPEN,
    /** Nothing more is taken in; what waits, and the farewell, leave by the next way out. */
    CLOSING,
    CLOSED
  }

  private final Engine engine;
  private final String sid;
  private final Handshake handshake;
  private final Framing framing;
  private final Heartbeat heartbeat;
  private final JoinLimits joinLimits;
  private final TransportUpgrade upgrade;
  private final SessionDeadlines deadlines;
  private SessionListener listener;

  // guarded by this
  private final SendQueue queue = new SendQueue();
  private State state = State.OPEN;
  private EnginePacket farewell;
  private long closingSince;

  EngineSession(
      Engine engine, String sid, Handshake handshake, Framing framing, JoinLimits joinLimits) {
    this.engine = engine;
    this.sid = sid;
    this.handshake = handshake;
    this.framing = framing;
    this.joinLimits = joinLimits;
    heartbeat = new Heartbeat(framing.revision(), engine.settings(), engine.nanos());
    upgrade = new TransportUpgrade(engine::later);
    deadlines = new SessionDeadlines(upgrade, joinLimits, heartbeat);
  }

  void listener(SessionListener told) {
    listener = told;
  }

  SessionListener listener() {
    return listener;
  }

  public String sid() {
    return sid;
  }

  public Handshake handshake() {
    return handshake;
  }

  /** 3 or 4, of Engine.IO. */
  public int revision() {
    return framing.revision();
  }

  Framing framing() {
    return framing;
  }

  JoinLimits joinLimits() {
    return joinLimits;
  }

  /** The application knows whose session this is: the bounds for strangers are over. */
  public void admit() {
    joinLimits.grant();
  }

  EngineSettings settings() {
    return engine.settings();
  }

  synchronized boolean isOpen() {
    return state == State.OPEN;
  }

  /** Sends a packet whose end nobody waits for. */
  public void send(EnginePacket packet) {
    send(List.of(packet), WriteCallback.IGNORED);
  }

  /** Sends packets in order, as soon as there is a way out. Does not wait. */
  public void send(List<EnginePacket> packets, WriteCallback then) {
    boolean isOpen;
    boolean fits;
    synchronized (this) {
      isOpen = isOpen();
      fits = !isOpen || queue.add(packets, then, joinLimits.maxWaiting());
    }
    if (!isOpen) {
      new SendQueue.Batch(packets, List.of(then)).lost("it is closed");
    } else if (fits) {
      flush();
    } else {
      abort("too slow");
    }
  }

  /** Lets what waits leave, outside the lock. */
  private void flush() {
    EngineTransport out;
    SendQueue.Batch batch;
    EnginePacket last = null;
    synchronized (this) {
      if (state == State.CLOSED || isOpen() && queue.isEmpty()) {
        return;
      }
      out = upgrade.take();
      if (out == null) {
        return;
      }
      if (state == State.CLOSING) {
        state = State.CLOSED;
        last = farewell;
      }
      batch = queue.take();
    }
    if (last == null) {
      out.write(batch.packets(), error -> written(batch, error));
    } else {
      engine.forget(this);
      batch.packets().add(last);
      out.end(batch.packets());
      upgrade.leave();
      batch.lost("it is closed");
    }
  }

  private void written(SendQueue.Batch batch, Throwable error) {
    batch.ended(error);
    if (error != null) {
      abort("transport error");
    }
  }

  /**
   * A poll has come.
   *
   * @return false when it may not wait here; polls that overlap end the session, too
   */
  boolean poll(EngineTransport poll) {
    var outcome = upgrade.accept(poll);
    if (outcome == TransportUpgrade.Outcome.ACCEPTED) {
      flush();
      upgrade.endWaitingPoll();
    } else if (outcome == TransportUpgrade.Outcome.OVERLAPS) {
      abort("polls overlap");
    }
    return outcome == TransportUpgrade.Outcome.ACCEPTED;
  }

  /** A poll that waited is gone without an answer. */
  void lost(EngineTransport poll) {
    if (upgrade.remove(poll)) {
      abort("transport close");
    }
  }

  /** False when it is not the time for a POST; those that overlap end the session, too. */
  boolean beginPost() {
    var outcome = isOpen() ? upgrade.beginPost() : TransportUpgrade.Outcome.REFUSED;
    if (outcome == TransportUpgrade.Outcome.OVERLAPS) {
      abort("posts overlap");
    }
    return outcome == TransportUpgrade.Outcome.ACCEPTED;
  }

  void endPost() {
    upgrade.endPost();
  }

  /** The session begins on this WebSocket. */
  void begin(WebSocketEngineTransport socket) {
    upgrade.begin(socket);
    flush();
  }

  /** A WebSocket wants to take over from the polls; false when it can't. */
  boolean propose(WebSocketEngineTransport socket) {
    return isOpen() && upgrade.propose(socket, engine.nanos());
  }

  /** A WebSocket has ended its write. */
  void free(WebSocketEngineTransport socket) {
    if (upgrade.free(socket)) {
      flush();
    }
  }

  /** A packet has come on a WebSocket. */
  void received(WebSocketEngineTransport from, EnginePacket packet) {
    switch (upgrade.received(from, packet)) {
      case ACCEPTED -> received(packet);
      case HANDLED -> flush();
      default -> {
        gone(from);
        from.close();
      }
    }
  }

  /** A packet has come, on the transport in use. */
  void received(EnginePacket packet) {
    if (!isOpen()) {
      return;
    }
    if (!joinLimits.allows(packet)) {
      close();
      return;
    }
    switch (packet.type()) {
      case PING -> {
        signOfLife(3);
        send(EnginePacket.of(Type.PONG, packet.text()));
      }
      case PONG -> signOfLife(4);
      case MESSAGE -> listener.message(packet);
      case CLOSE -> end(EnginePacket.of(Type.NOOP), "transport close");
      default -> {}
    }
  }

  /** In revision 3 a ping is one, in revision 4 a pong; the other way round it is a mistake. */
  private void signOfLife(int revision) {
    if (revision == revision()) {
      heartbeat.sign(engine.nanos());
    } else {
      abort("heartbeat from the wrong side");
    }
  }

  /** Hangs up when what waits has been fetched; the client may come back. */
  public void close() {
    end(EnginePacket.of(Type.CLOSE), "forced close");
  }

  private void end(EnginePacket last, String reason) {
    synchronized (this) {
      if (!isOpen()) {
        return;
      }
      state = State.CLOSING;
      farewell = last;
      closingSince = engine.nanos();
    }
    flush();
    listener.closed(reason);
  }

  /** A WebSocket is gone. */
  void gone(WebSocketEngineTransport socket) {
    if (upgrade.isCurrent(socket)) {
      abort("transport close");
    } else {
      upgrade.drop(socket);
    }
  }

  /** Ends the session at once. */
  public void abort(String reason) {
    SendQueue.Batch lost;
    boolean isNews;
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      isNews = isOpen();
      state = State.CLOSED;
      lost = queue.take();
    }
    engine.forget(this);
    upgrade.close();
    lost.lost(reason);
    if (isNews) {
      listener.closed(reason);
    }
  }

  void check(long nanos) {
    deadlines.check(this, nanos);
  }

  /** Whether it waits since before that moment for a client that does not fetch its farewell. */
  synchronized boolean isOverdue(long before) {
    return state == State.CLOSING && closingSince - before < 0;
  }
}
