package org.belfry.it.nodes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A client as ours is to be: follows one inbox from its first change, and whenever its connection
 * ends, goes on where it was, on whatever node a load balancer sends it to. Writes down what comes,
 * and what must not.
 */
final class ResumingReader {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String user;
  private final String token;
  private final TestNodes nodes;
  private final Map<String, Long> headById = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final List<Integer> closeCodes = new ArrayList<>();
  private String epoch;
  private long head;
  private int unread;
  private boolean finished;
  private Line line;

  ResumingReader(String user, String token, TestNodes nodes) {
    this.user = user;
    this.token = token;
    this.nodes = nodes;
  }

  String user() {
    return user;
  }

  ResumingReader start() {
    connect();
    return this;
  }

  private void connect() {
    synchronized (this) {
      if (finished) {
        return;
      }
      line = new Line();
    }
    var cursor = epoch == null ? "" : "&epoch=" + epoch;
    var node = nodes.any();
    var base = node.base().toString().replaceFirst("^http", "ws");
    HTTP.newWebSocketBuilder()
        .subprotocols("belfry.v1")
        .connectTimeout(Duration.ofSeconds(10))
        .buildAsync(
            URI.create(base + "/ws?access_token=" + token + cursor + "&after=" + head), line)
        .whenComplete(
            (socket, error) -> {
              if (error != null) {
                nodes.avoid(node);
                again();
              }
            });
  }

  private void again() {
    Executor later =
        CompletableFuture.delayedExecutor(
            100 + ThreadLocalRandom.current().nextInt(400), TimeUnit.MILLISECONDS);
    later.execute(this::connectOrAgain);
  }

  private void connectOrAgain() {
    try {
      connect();
    } catch (RuntimeException e) {
      again();
    }
  }

  /** One connection; frames of an earlier one that come late are none of ours. */
  private final class Line implements WebSocket.Listener {
    private final StringBuilder partial = new StringBuilder();
    private WebSocket socket;

    @Override
    public void onOpen(WebSocket opened) {
      socket = opened;
      opened.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        take(partial.toString(), this);
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      ended(this, code);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      ended(this, 1006);
    }
  }

  private synchronized void ended(Line ending, int code) {
    if (ending == line) {
      closeCodes.add(code);
      again();
    }
  }

  private synchronized void take(String text, Line from) {
    if (from != line) {
      return;
    }
    var frame = parsed(text);
    switch (frame.get("event").asText()) {
      case "hello" -> epoch = frame.get("epoch").asText();
      case "reset" -> faults.add("reset at " + head);
      case "caught-up" -> {
        // of another epoch, when the numbers come from another run of the database from here on
        epoch = frame.path("epoch").asText(epoch);
        head = Math.max(head, frame.get("head").asLong());
      }
      case "notification", "changed", "removed" -> change(frame);
      default -> faults.add("unexpected " + frame.get("event"));
    }
  }

  private void change(JsonNode frame) {
    var next = frame.get("head").asLong();
    if (next <= head) {
      faults.add("head " + next + " after " + head);
    }
    head = next;
    unread = frame.get("unread").asInt();
    if (frame.has("item") && headById.put(frame.at("/item/id").asText(), next) != null) {
      faults.add("twice " + frame.at("/item/id"));
    }
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  synchronized boolean has(String id) {
    return headById.containsKey(id);
  }

  synchronized long head() {
    return head;
  }

  synchronized int unread() {
    return unread;
  }

  synchronized int received() {
    return headById.size();
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  /** With which codes its connections ended until now. */
  synchronized List<Integer> closeCodes() {
    return List.copyOf(closeCodes);
  }

  void finish() {
    Line last;
    synchronized (this) {
      finished = true;
      last = line;
      line = null;
    }
    if (last != null && last.socket != null) {
      last.socket.abort();
    }
  }
}
