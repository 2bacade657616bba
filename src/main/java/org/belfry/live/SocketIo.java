package org.belfry.live;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.belfry.engine.Client;
import org.belfry.engine.Engine;
import org.belfry.engine.EngineSettings;
import org.belfry.engine.PollingDoor;
import org.belfry.engine.WebSocketDoor;

/** The engine under {@code /socket.io/}, and its two doors. */
@Singleton
public class SocketIo {

  /** As with the reference server. */
  private static final Duration TIME_TO_JOIN = Duration.ofSeconds(45);

  /** Times what a connection may have waiting: answers to commands come on top of that. */
  private static final int MOST_WAITING = 16;

  private final Engine engine;
  private final PollingDoor polls;
  private final WebSocketDoor sockets;

  @Inject
  SocketIo(LiveSettings live, SocketIoSettings settings, SocketIoInbox inbox) {
    var bounds =
        new EngineSettings(
            live.ping(),
            live.silence(),
            settings.payload(),
            TIME_TO_JOIN,
            MOST_WAITING * live.buffer());
    engine = new Engine(bounds, session -> Client.of(session, inbox));
    polls = new PollingDoor(engine);
    sockets = new WebSocketDoor(engine);
  }

  Engine engine() {
    return engine;
  }

  PollingDoor polls() {
    return polls;
  }

  WebSocketDoor sockets() {
    return sockets;
  }
}
