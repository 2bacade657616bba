package org.belfry.live.socketio;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.belfry.live.Commands;
import org.belfry.live.LiveSettings;
import org.belfry.socketio.server.Client;
import org.belfry.socketio.server.Engine;
import org.belfry.socketio.server.EngineSettings;
import org.belfry.socketio.server.PollingHandler;
import org.belfry.socketio.server.WebSocketHandshake;

/** The engine under {@code /socket.io/}, and its two doors. */
@Singleton
public class SocketIo {

  /** Times what a connection may have waiting: answers to commands come on top of that. */
  private static final int MOST_WAITING = 16;

  private final Engine engine;
  private final PollingHandler polls;
  private final WebSocketHandshake sockets;

  @Inject
  SocketIo(
      LiveSettings live, SocketIoSettings settings, SocketIoInbox inbox, MeterRegistry meters) {
    var bounds =
        new EngineSettings(
            live.ping(),
            live.silence(),
            settings.payload(),
            Math.min(settings.payload(), Commands.LONGEST),
            MOST_WAITING * live.buffer(),
            live.connections(),
            settings.unjoined());
    engine = new Engine(bounds, session -> Client.of(session, inbox));
    meters.gauge("belfry.socketio.unjoined", engine, Engine::unjoined);
    FunctionCounter.builder("belfry.socketio.refused", engine, Engine::refused).register(meters);
    polls = new PollingHandler(engine);
    sockets = new WebSocketHandshake(engine);
  }

  /** Hangs up on what is silent, slow, or has not joined in time; once a second. */
  public void check() {
    engine.check(System.nanoTime());
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
