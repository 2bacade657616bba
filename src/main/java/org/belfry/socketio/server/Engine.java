package org.belfry.socketio.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.Framing;
import org.belfry.websocket.SocketCloser;

/** The sessions of one path. */
public final class Engine {

  private static final Logger LOG = System.getLogger(Engine.class.getName());
  private static final int SID_BYTES = 15;
  private static final int LATER_MILLIS = 100;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final EngineSettings settings;
  private final ScheduledExecutorService schedule;
  private final SocketCloser closer;
  private final Function<EngineSession, SessionListener> application;
  private final Map<String, EngineSession> sessions = new ConcurrentHashMap<>();
  private final UnjoinedSessions unjoinedSessions;
  private final LongSupplier nanos;

  /**
   * @param schedule for what ends a poll a moment later
   * @param closer for WebSockets
   * @param application is told of each new session, before anything is sent to it
   */
  public Engine(
      EngineSettings settings,
      ScheduledExecutorService schedule,
      SocketCloser closer,
      Function<EngineSession, SessionListener> application) {
    this(settings, schedule, closer, application, System::nanoTime);
  }

  Engine(
      EngineSettings settings,
      ScheduledExecutorService schedule,
      SocketCloser closer,
      Function<EngineSession, SessionListener> application,
      LongSupplier nanos) {
    this.settings = settings;
    this.schedule = schedule;
    this.closer = closer;
    this.application = application;
    this.nanos = nanos;
    unjoinedSessions = new UnjoinedSessions(settings.unjoined());
  }

  EngineSettings settings() {
    return settings;
  }

  /** As of {@link System#nanoTime()}. */
  long nanos() {
    return nanos.getAsLong();
  }

  SocketCloser closer() {
    return closer;
  }

  /**
   * Not by the JVM's own timer, whose thread would keep the application's class loader for good.
   */
  void later(Runnable task) {
    schedule.schedule(task, LATER_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Whether a client of this address may open one more session now. */
  boolean hasRoom(String remoteAddress) {
    return sessions.size() < settings.maxSessions() && unjoinedSessions.hasRoom(remoteAddress);
  }

  /** Begins a session, which is counted as one that has not joined; ask for room before. */
  EngineSession open(Handshake handshake, boolean byWebSocket) {
    var framing = Framing.of(handshake.parameter("EIO"));
    var joinLimits = new JoinLimits(settings, unjoinedSessions, handshake.remoteAddress(), nanos());
    var session = new EngineSession(this, newId(), handshake, framing, joinLimits);
    var upgrades = byWebSocket ? "[]" : "[\"websocket\"]";
    session.send(EnginePacket.of(EnginePacket.Type.OPEN, open(session.sid(), upgrades)));
    session.listener(application.apply(session));
    sessions.put(session.sid(), session);
    return session;
  }

  /** 120 random bits: whoever knows the sid of a session speaks for it. */
  static String newId() {
    var bytes = new byte[SID_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().encodeToString(bytes);
  }

  private String open(String sid, String upgrades) {
    return "{\"sid\":\"%s\",\"upgrades\":%s,\"pingInterval\":%d,\"pingTimeout\":%d,\"maxPayload\":%d}"
        .formatted(
            sid,
            upgrades,
            settings.pingInterval().toMillis(),
            settings.pingTimeout().toMillis(),
            settings.maxPayload());
  }

  /** The session that a request names, alive as of now; else null. */
  EngineSession find(String sid) {
    var session = sid == null ? null : sessions.get(sid);
    if (session != null) {
      session.check(nanos());
    }
    return sid == null ? null : sessions.get(sid);
  }

  void forget(EngineSession session) {
    sessions.remove(session.sid());
    session.joinLimits().end();
  }

  /** Has every session look at its deadlines; to be called more often than they are long. */
  public void check(long nanos) {
    for (var session : sessions.values()) {
      try {
        session.check(nanos);
      } catch (RuntimeException e) {
        // the deadlines of the others are looked at all the same
        LOG.log(Level.ERROR, "event=session-failed next=\"it is ended\"", e);
        sessions.remove(session.sid());
      }
    }
  }

  /** How many sessions there are. */
  public int size() {
    return sessions.size();
  }

  /** How many of them have not joined. */
  public int unjoined() {
    return unjoinedSessions.size();
  }

  /** How many were refused because too many had not joined. */
  public long refused() {
    return unjoinedSessions.refused();
  }
}
