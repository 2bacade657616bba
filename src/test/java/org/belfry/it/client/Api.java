package org.belfry.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The REST interface as a backend and as users see it. */
public final class Api {

  /** An answer; the body is null where there was none. */
  public record Answer(HttpResponse<String> response, JsonNode body) {

    public int status() {
      return response.statusCode();
    }

    public String code() {
      return body == null ? null : body.path("code").asText(null);
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI base;
  private final String senderKey;
  private Duration patience = Duration.ofSeconds(40);

  /**
   * @param base with or without a slash at the end
   */
  public Api(URI base, String senderKey) {
    this.base = URI.create(base.toString().replaceAll("/$", ""));
    this.senderKey = senderKey;
  }

  /** How long an answer may take. */
  public Api patience(Duration longest) {
    patience = longest;
    return this;
  }

  public URI base() {
    return base;
  }

  public String senderKey() {
    return senderKey;
  }

  public String token(String user) {
    return token(user, 3600);
  }

  public String token(String user, int seconds) {
    var answer = post("/api/v1/tokens", senderKey, Map.of("user", user, "expiresIn", seconds));
    return answer.body().get("token").asText();
  }

  public Answer send(Map<String, ?> notification, String... headers) {
    return post("/api/v1/notifications", senderKey, notification, headers);
  }

  public Answer get(String path, String token) {
    return call("GET", path, token, null);
  }

  public Answer post(String path, String token, Object body, String... headers) {
    return call("POST", path, token, body, headers);
  }

  public Answer call(String method, String path, String token, Object body, String... headers) {
    return later(method, path, token, body, headers).join();
  }

  public CompletableFuture<Answer> later(
      String method, String path, String token, Object body, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(patience);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request.header("Content-Type", "application/json");
      request.method(method, BodyPublishers.ofString(text(body)));
    }
    return HTTP.sendAsync(request.build(), BodyHandlers.ofString())
        .thenApply(response -> new Answer(response, json(response.body())));
  }

  private static String text(Object body) {
    try {
      return body instanceof String text ? text : JSON.writeValueAsString(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return text.isEmpty() || text.charAt(0) != '{' && text.charAt(0) != '['
          ? null
          : JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
