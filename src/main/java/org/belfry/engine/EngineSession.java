package org.belfry.engine;

import java.util.List;
import org.belfry.socketio.EnginePacket;
import org.belfry.socketio.EnginePacket.Type;
import org.belfry.socketio.Framing;

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
  private final Admission admission;
  private final Route route = new Route();
  private final Deadlines deadlines;
  private Listener listener;

  // guarded by this
  private final Outbox outbox = new Outbox();
  private State state = State.OPEN;
  private EnginePacket farewell;
  private long closingSince;

  EngineSession(
      Engine engine, String sid, Handshake handshake, Framing framing, Admission admission) {
    this.engine = engine;
    this.sid = sid;
    this.handshake = handshake;
    this.framing = framing;
    this.admission = admission;
    heartbeat = new Heartbeat(framing.revision(), engine.settings(), System.nanoTime());
    deadlines = new Deadlines(route, admission, heartbeat);
  }

  void listener(Listener told) {
    listener = told;
  }

  Listener listener() {
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

  Admission admission() {
    return admission;
  }

  /** The application knows whose session this is: the bounds for strangers are over. */
  public void admit() {
    admission.grant();
  }

  EngineSettings settings() {
    return engine.settings();
  }

  synchronized boolean isOpen() {
    return state == State.OPEN;
  }

  /** Sends a packet whose end nobody waits for. */
  public void send(EnginePacket packet) {
    send(List.of(packet), Written.IGNORED);
  }

  /** Sends packets in order, as soon as there is a way out. Does not wait. */
  public void send(List<EnginePacket> packets, Written then) {
    boolean isOpen;
    var fits = true;
    synchronized (this) {
      isOpen = isOpen();
      if (isOpen) {
        fits = outbox.add(packets, then, admission.maxWaiting());
      }
    }
    if (!isOpen) {
      new Outbox.Batch(packets, List.of(then)).lost("it is closed");
    } else if (fits) {
      flush();
    } else {
      abort("too slow");
    }
  }

  /** Lets what waits leave, outside the lock. */
  private void flush() {
    Exit out;
    Outbox.Batch batch;
    EnginePacket last = null;
    synchronized (this) {
      if (state == State.CLOSED || isOpen() && outbox.isEmpty()) {
        return;
      }
      out = route.take();
      if (out == null) {
        return;
      }
      if (state == State.CLOSING) {
        state = State.CLOSED;
        last = farewell;
      }
      batch = outbox.take();
    }
    if (last == null) {
      out.write(batch.packets(), error -> written(batch, error));
    } else {
      engine.forget(this);
      batch.packets().add(last);
      out.end(batch.packets());
      route.leave();
      batch.lost("it is closed");
    }
  }

  private void written(Outbox.Batch batch, Throwable error) {
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
  boolean poll(Exit poll) {
    var outcome = route.accept(poll);
    if (outcome == Route.Outcome.ACCEPTED) {
      flush();
      route.hurry();
    } else if (outcome == Route.Outcome.OVERLAPS) {
      abort("polls overlap");
    }
    return outcome == Route.Outcome.ACCEPTED;
  }

  /** A poll that waited is gone without an answer. */
  void lost(Exit poll) {
    if (route.remove(poll)) {
      abort("transport close");
    }
  }

  /** False when it is not the time for a POST; those that overlap end the session, too. */
  boolean beginPost() {
    var outcome = isOpen() ? route.beginPost() : Route.Outcome.REFUSED;
    if (outcome == Route.Outcome.OVERLAPS) {
      abort("posts overlap");
    }
    return outcome == Route.Outcome.ACCEPTED;
  }

  void endPost() {
    route.endPost();
  }

  /** The session begins on this WebSocket. */
  void begin(WebSocketExit socket) {
    route.begin(socket);
    flush();
  }

  /** A WebSocket wants to take over from the polls; false when it can't. */
  boolean propose(WebSocketExit socket) {
    return isOpen() && route.propose(socket, System.nanoTime());
  }

  /** A WebSocket has ended its write. */
  void free(WebSocketExit socket) {
    if (route.free(socket)) {
      flush();
    }
  }

  /** A packet has come on a WebSocket. */
  void received(WebSocketExit from, EnginePacket packet) {
    switch (route.received(from, packet)) {
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
    if (!admission.allows(packet)) {
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
      heartbeat.sign(System.nanoTime());
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
      closingSince = System.nanoTime();
    }
    flush();
    listener.closed(reason);
  }

  /** A WebSocket is gone. */
  void gone(WebSocketExit socket) {
    if (route.isCurrent(socket)) {
      abort("transport close");
    } else {
      route.drop(socket);
    }
  }

  /** Ends the session at once. */
  public void abort(String reason) {
    Outbox.Batch lost;
    boolean isNews;
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      isNews = isOpen();
      state = State.CLOSED;
      lost = outbox.take();
    }
    engine.forget(this);
    route.close();
    lost.lost(reason);
    if (isNews) {
      listener.closed(reason);
    }
  }

  /** Looks at the deadlines; see {@link Deadlines}. */
  void check(long nanos) {
    deadlines.check(this, nanos);
  }

  /** Whether it waits since before that moment for a client that does not fetch its farewell. */
  synchronized boolean isOverdue(long before) {
    return state == State.CLOSING && closingSince - before < 0;
  }
}
