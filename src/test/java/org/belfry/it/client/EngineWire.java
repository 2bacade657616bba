package org.belfry.it.client;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.belfry.json.Json;

/** Engine.IO by hand: requests and frames, byte for byte. */
public final class EngineWire {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI base;

  /**
   * @param base the path of the engine, ending in a slash
   */
  public EngineWire(URI base) {
    this.base = base;
  }

  public HttpResponse<String> get(String query) {
    return later("GET", query, BodyPublishers.noBody(), null).join();
  }

  public CompletableFuture<HttpResponse<String>> getLater(String query) {
    return later("GET", query, BodyPublishers.noBody(), null);
  }

  public HttpResponse<String> post(String query, String body) {
    return later("POST", query, BodyPublishers.ofString(body), "text/plain;charset=UTF-8").join();
  }

  public HttpResponse<String> post(String query, byte[] body) {
    return later("POST", query, BodyPublishers.ofByteArray(body), "application/octet-stream")
        .join();
  }

  public HttpResponse<byte[]> getBytes(String query) {
    var request = HttpRequest.newBuilder(URI.create(base + query)).timeout(PATIENCE).build();
    return HTTP.sendAsync(request, BodyHandlers.ofByteArray()).join();
  }

  public CompletableFuture<HttpResponse<String>> later(
      String method, String query, BodyPublisher body, String type) {
    var request = HttpRequest.newBuilder(URI.create(base + query)).timeout(PATIENCE);
    if (type != null) {
      request.header("Content-Type", type);
    }
    return HTTP.sendAsync(request.method(method, body).build(), BodyHandlers.ofString());
  }

  /** Opens a session by polling; the answer is the query that names it. */
  public String open(int revision) {
    var body = get("?EIO=" + revision + "&transport=polling").body();
    var sid = Json.parse(body.substring(body.indexOf('{'))).get("sid").asText();
    return "?EIO=" + revision + "&transport=polling&sid=" + sid;
  }

  /** Opens a WebSocket. */
  public Socket socket(String query) {
    var socket = new Socket();
    var uri = URI.create(base.toString().replaceFirst("^http", "ws") + query);
    socket.socket = HTTP.newWebSocketBuilder().buildAsync(uri, socket).join();
    return socket;
  }

  /** The HTTP status with which a handshake is refused; 101 when it is not. */
  public int handshake(String query) {
    try {
      socket(query).socket.abort();
      return 101;
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException refused) {
        return refused.getResponse().statusCode();
      }
      throw e;
    }
  }

  /** A WebSocket that keeps what it gets, in order: strings, byte arrays, and last the code. */
  public static final class Socket implements WebSocket.Listener {

    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private WebSocket socket;

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        received.add(text.toString());
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
      var chunk = new byte[data.remaining()];
      data.get(chunk);
      bytes.writeBytes(chunk);
      if (last) {
        received.add(bytes.toByteArray());
        bytes.reset();
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      received.add(code);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      received.add(1006);
    }

    public Socket send(String frame) {
      socket.sendText(frame, true).join();
      return this;
    }

    public Socket send(byte[] frame) {
      socket.sendBinary(ByteBuffer.wrap(frame), true).join();
      return this;
    }

    /** The next thing that came: text, bytes, or the number of a close code. */
    public Object next() {
      try {
        var next = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
          throw new AssertionError("nothing came");
        }
        return next;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    /** Whether the server has hung up, or does so before anything else comes. */
    public boolean isHungUp() {
      return next() instanceof Integer;
    }

    public void abort() {
      socket.abort();
    }
  }
}
