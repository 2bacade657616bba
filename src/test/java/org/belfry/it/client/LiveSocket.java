package org.belfry.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A WebSocket client that keeps every frame it gets, in order. */
public final class LiveSocket implements WebSocket.Listener {

  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
  private final StringBuilder partial = new StringBuilder();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final boolean reading;
  private WebSocket socket;

  private LiveSocket(boolean reading) {
    this.reading = reading;
  }

  /** Connects with a token; {@code query} is appended to the URL. */
  public static LiveSocket connect(Api api, String token, String query) {
    return connect(api, token, query, true);
  }

  /** A client that never takes anything off the network. */
  public static LiveSocket connectWithoutReading(Api api, String token) {
    return connect(api, token, "", false);
  }

  private static LiveSocket connect(Api api, String token, String query, boolean reading) {
    var live = new LiveSocket(reading);
    live.socket =
        HTTP.newWebSocketBuilder()
            .subprotocols("belfry.v1")
            .buildAsync(uri(api, "?access_token=" + token + query), live)
            .join();
    return live;
  }

  private static URI uri(Api api, String query) {
    return URI.create(api.base().toString().replaceFirst("^http", "ws") + "/ws" + query);
  }

  /** The HTTP status with which a handshake is refused; 101 when it is not. */
  public static int handshake(Api api, String query, String origin) {
    var builder = HTTP.newWebSocketBuilder();
    if (origin != null) {
      builder.header("Origin", origin);
    }
    try {
      builder.buildAsync(uri(api, query), new LiveSocket(true)).join().abort();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  @Override
  public void onOpen(WebSocket webSocket) {
    if (reading) {
      webSocket.request(1);
    }
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      frames.add(Api.json(partial.toString()));
      partial.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    closed.complete(1006);
  }

  public String subprotocol() {
    return socket.getSubprotocol();
  }

  /** One at a time: the client library refuses a second text before the first has left. */
  public synchronized LiveSocket send(String json) {
    socket.sendText(json, true).join();
    return this;
  }

  public void sendBinary(byte[] bytes) {
    socket.sendBinary(java.nio.ByteBuffer.wrap(bytes), true).join();
  }

  /** Lets go of the connection without a goodbye. */
  public void abort() {
    socket.abort();
  }

  public void close() {
    socket.sendClose(1000, "").join();
  }

  public List<JsonNode> frames() {
    return frames;
  }

  /** The frames of these kinds. */
  public List<JsonNode> frames(String event) {
    return frames.stream().filter(frame -> is(frame, event)).toList();
  }

  private static boolean is(JsonNode frame, String event) {
    return frame.get("event").asText().equals(event);
  }

  /** Waits for the first frame that fits. */
  public JsonNode await(String what, Predicate<JsonNode> fits) {
    return Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> frames.stream().filter(fits).findFirst(), java.util.Optional::isPresent)
        .orElseThrow();
  }

  public JsonNode await(String event) {
    return await(event, frame -> is(frame, event));
  }

  public LiveSocket awaitCaughtUp() {
    await("caught-up");
    return this;
  }

  /** Waits until the connection's cursor has come this far. */
  public LiveSocket awaitHead(long head) {
    await("head " + head, frame -> frame.path("head").asLong() >= head);
    return this;
  }

  public JsonNode awaitRef(String ref) {
    return await("ref " + ref, frame -> frame.path("ref").asText().equals(ref));
  }

  public int awaitClose() throws Exception {
    return closed.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  public boolean isOpen() {
    return !closed.isDone();
  }

  /** Waits for something else. */
  public static void until(String what, java.util.concurrent.Callable<Boolean> holds) {
    Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(holds);
  }
}
