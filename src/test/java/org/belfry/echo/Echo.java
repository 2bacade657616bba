package org.belfry.echo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.server.Client;
import org.belfry.socketio.server.Engine;
import org.belfry.socketio.server.EngineSession;
import org.belfry.socketio.server.EngineSettings;
import org.belfry.socketio.server.Event;
import org.belfry.socketio.server.NamespaceHandler;
import org.belfry.socketio.server.SessionListener;
import org.belfry.socketio.server.Socket;
import org.belfry.socketio.server.SocketListener;
import org.belfry.socketio.server.UnjoinedLimits;
import org.belfry.websocket.SocketCloser;

/** The two engines, and the clock that has them look at their deadlines. */
@WebListener
public class Echo implements ServletContextListener {

  private static final int TICK_MILLIS = 20;

  /** There when a test does not want to be hurried by heartbeats. */
  static final String UNHURRIED = "/unhurried";

  private static final EngineSettings SETTINGS =
      Echo.class.getResource(UNHURRIED) == null
          ? settings(300, 200, 1_000)
          : settings(25_000, 20_000, 45_000);

  private static EngineSettings settings(int interval, int timeout, int connect) {
    return new EngineSettings(
        Duration.ofMillis(interval),
        Duration.ofMillis(timeout),
        1_000_000,
        1_000_000,
        1 << 22,
        10_000,
        new UnjoinedLimits(10_000, 10_000, 16_384, Duration.ofMillis(connect)));
  }

  private static final ScheduledExecutorService TICKS =
      Executors.newSingleThreadScheduledExecutor();

  private static final SocketCloser CLOSER = new SocketCloser(Thread::new);

  static final Engine ENGINE_IO = new Engine(SETTINGS, TICKS, CLOSER, Echo::echo);
  static final Engine SOCKET_IO =
      new Engine(SETTINGS, TICKS, CLOSER, session -> Client.of(session, Namespaces.ECHO));

  @Override
  public void contextInitialized(ServletContextEvent event) {
    TICKS.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    ENGINE_IO.check(System.nanoTime());
    SOCKET_IO.check(System.nanoTime());
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    TICKS.shutdownNow();
    CLOSER.stop();
  }

  private static SessionListener echo(EngineSession session) {
    session.admit();
    return new SessionListener() {
      @Override
      public void message(EnginePacket message) {
        session.send(message);
      }

      @Override
      public void closed(String reason) {}
    };
  }

  /** Two namespaces that answer. */
  private enum Namespaces implements NamespaceHandler {
    ECHO;

    private static final Set<String> KNOWN = Set.of("/", "/custom");

    @Override
    public SocketListener connect(Socket socket, ObjectNode auth) {
      if (!KNOWN.contains(socket.namespace())) {
        return null;
      }
      socket.accept(null);
      socket.emit("auth", auth);
      return new Answers(socket);
    }
  }

  private record Answers(Socket socket) implements SocketListener {

    @Override
    public void event(Event event) {
      var arguments = event.arguments();
      switch (event.name()) {
        case "message" -> socket.emit("message-back", array(arguments));
        case "message-with-ack" -> event.answer(arguments);
        case "ask-me" ->
            socket.ask(
                "question", answer -> socket.emit("answered", array(answer)), array(arguments));
        case "leave-me" -> socket.disconnect();
        default -> {}
      }
    }

    private static JsonNode[] array(Iterable<JsonNode> nodes) {
      return java.util.stream.StreamSupport.stream(nodes.spliterator(), false)
          .toArray(JsonNode[]::new);
    }

    @Override
    public void disconnected(String reason) {}
  }
}
