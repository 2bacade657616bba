package org.belfry.live;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.belfry.engine.Client;
import org.belfry.engine.Engine;
import org.belfry.engine.EngineSettings;
import org.belfry.engine.PollingDoor;
import org.belfry.engine.WebSocketDoor;

/** The engine under {@code /socket.io/}, and its two doors. */
@Singleton
public class SocketIo {

  /** Times what a connection may have waiting: answers to commands come on top of that. */
  private static final int MOST_WAITING = 16;

  private final Engine engine;
  private final PollingDoor polls;
  private final WebSocketDoor sockets;

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
    polls = new PollingDoor(engine);
    sockets = new WebSocketDoor(engine);
  }

  /** Hangs up on what is silent, slow, or has not joined in time; once a second. */
  public void check() {
    engine.check(System.nanoTime());
  }

  Engine engine() {
    return engine;
  }

  /** The door of those who poll; only {@link SocketIoServlet} lets anybody through it. */
  public PollingDoor polls() {
    return polls;
  }

  WebSocketDoor sockets() {
    return sockets;
  }
}
