package org.belfry.live.socketio;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import org.belfry.live.Commands;
import org.belfry.live.LiveSettings;
import org.belfry.socketio.server.Client;
import org.belfry.socketio.server.Engine;
import org.belfry.socketio.server.EngineSettings;
import org.belfry.socketio.server.PollingHandler;
import org.belfry.socketio.server.WebSocketHandshake;
import org.belfry.websocket.SocketCloser;

/** The engine under {@code /socket.io/}, and its two doors. */
@Singleton
public class SocketIo {

  /** Times what a connection may have waiting: answers to commands come on top of that. */
  private static final int MOST_WAITING = 16;

  private final ScheduledThreadPoolExecutor schedule;
  private final Engine engine;
  private final PollingHandler polls;
  private final WebSocketHandshake sockets;

  @Inject
  SocketIo(
      LiveSettings live,
      SocketIoSettings settings,
      SocketIoInbox inbox,
      ThreadFactory threads,
      SocketCloser closer,
      MeterRegistry meters) {
    var bounds =
        new EngineSettings(
            live.ping(),
            live.silence(),
            settings.payload(),
            Math.min(settings.payload(), Commands.LONGEST),
            MOST_WAITING * live.buffer(),
            live.connections(),
            settings.unjoined());
    // what comes when it has been shut down, with its sessions, is for nobody
    schedule = new ScheduledThreadPoolExecutor(1, threads, new DiscardPolicy());
    engine = new Engine(bounds, schedule, closer, session -> Client.of(session, inbox));
    meters.gauge("belfry.socketio.unjoined", engine, Engine::unjoined);
    FunctionCounter.builder("belfry.socketio.refused", engine, Engine::refused).register(meters);
    polls = new PollingHandler(engine);
    sockets = new WebSocketHandshake(engine);
  }

  /** Hangs up on what is silent, slow, or has not joined in time; once a second. */
  public void check() {
    engine.check(System.nanoTime());
  }

  @PreDestroy
  void close() {
    schedule.shutdownNow();
  }

  Engine engine() {
    return engine;
  }

  /** The door of those who poll; only {@link SocketIoServlet} lets anybody through it. */
  public PollingHandler polls() {
    return polls;
  }

  WebSocketHandshake sockets() {
    return sockets;
  }
}
