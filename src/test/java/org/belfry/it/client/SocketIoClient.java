package org.belfry.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** A Socket.IO client on a WebSocket, as small as it can be: keeps its events and how it ended. */
public final class SocketIoClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final EngineWire.Socket socket;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private volatile String refusal;
  private volatile boolean hungUp;

  /**
   * @param query of the handshake, beginning with an ampersand where there is one
   * @param auth the payload of CONNECT, or nothing
   */
  public SocketIoClient(Api api, String query, String auth) {
    var base = URI.create(api.base() + "/socket.io/");
    socket = new EngineWire(base).socket("?EIO=4&transport=websocket" + query);
    socket.send("40" + auth);
    var reader = new Thread(this::read, "socket-io-client");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    while (!hungUp) {
      var next = next();
      if (next instanceof Integer) {
        hungUp = true;
      } else if (next.equals("2")) {
        socket.send("3");
      } else if (next instanceof String packet && packet.startsWith("42")) {
        events.add(Api.json(packet.substring(2)));
      } else if (next instanceof String packet && packet.startsWith("44")) {
        refusal = packet;
      }
    }
  }

  private Object next() {
    try {
      return socket.next();
    } catch (AssertionError e) {
      // who waits for an event says what is missing
      return 0;
    }
  }

  /** The arguments of the events of this name. */
  public List<JsonNode> events(String name) {
    return events.stream()
        .filter(event -> event.get(0).asText().equals(name))
        .map(event -> event.get(1))
        .toList();
  }

  /** Waits for so many events of this name. */
  public List<JsonNode> await(String name, int count) {
    Awaitility.await(count + " × " + name + " among " + events)
        .atMost(PATIENCE)
        .until(() -> events(name).size() >= count);
    return events(name);
  }

  /** Waits until the server has hung up; the refusal to join that it told before, or null. */
  public String awaitHangUp() {
    Awaitility.await("the end").atMost(PATIENCE).until(() -> hungUp);
    return refusal;
  }

  @Override
  public void close() {
    hungUp = true;
    socket.abort();
  }
}
