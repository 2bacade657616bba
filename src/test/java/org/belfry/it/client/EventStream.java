package org.belfry.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Server-sent events, kept in order: the data of each, and the last id. */
public final class EventStream implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final List<JsonNode> data = new CopyOnWriteArrayList<>();
  private final CompletableFuture<HttpResponse<Stream<String>>> response;
  private final CompletableFuture<Void> ended;
  private volatile String lastId;

  private EventStream(HttpRequest request) {
    response = HTTP.sendAsync(request, BodyHandlers.ofLines());
    ended = response.thenAcceptAsync(answer -> answer.body().forEach(this::line));
  }

  /** Connects with a token; {@code query} is appended to the URL. */
  public static EventStream connect(Api api, String token, String query) {
    var uri = URI.create(api.base() + "/api/v1/live?access_token=" + token + query);
    return new EventStream(HttpRequest.newBuilder(uri).build());
  }

  private void line(String line) {
    if (line.startsWith("id: ")) {
      lastId = line.substring(4);
    } else if (line.startsWith("data: ")) {
      data.add(Api.json(line.substring(6)));
    }
  }

  public int status() {
    return response.join().statusCode();
  }

  public String lastId() {
    return lastId;
  }

  /** The frames of this kind. */
  public List<JsonNode> frames(String event) {
    return data.stream().filter(frame -> frame.path("event").asText().equals(event)).toList();
  }

  /** Waits for the first frame of this kind. */
  public JsonNode await(String event) {
    Awaitility.await(event + " among " + data)
        .atMost(PATIENCE)
        .until(() -> !frames(event).isEmpty());
    return frames(event).get(0);
  }

  public EventStream awaitHead(long head) {
    Awaitility.await("head " + head)
        .atMost(PATIENCE)
        .until(() -> data.stream().anyMatch(frame -> frame.path("head").asLong() >= head));
    return this;
  }

  /** Waits for the goodbye; its code. */
  public int awaitGoodbye() {
    Awaitility.await("a goodbye among " + data)
        .atMost(PATIENCE)
        .until(() -> data.stream().anyMatch(frame -> frame.has("code")));
    return data.stream()
        .filter(frame -> frame.has("code"))
        .findFirst()
        .orElseThrow()
        .get("code")
        .asInt();
  }

  @Override
  public void close() {
    ended.cancel(true);
    response.thenAccept(answer -> answer.body().close());
  }
}
