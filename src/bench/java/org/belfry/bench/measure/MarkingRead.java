package org.belfry.bench.measure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.belfry.bench.peer.Belfry;

/** One user marks very many as read, all at once. */
final class MarkingRead implements Heavy {

  private static final int PATIENCE_SECONDS = 300;

  private final Belfry belfry;
  private final HeavyStore store;
  private final String user;
  private final int items;
  private final HttpClient http = HttpClient.newHttpClient();
  private CompletableFuture<HttpResponse<String>> answer;

  MarkingRead(Belfry belfry, HeavyStore store, String user, int items) {
    this.belfry = belfry;
    this.store = store;
    this.user = user;
    this.items = items;
  }

  @Override
  public String name() {
    return "read";
  }

  @Override
  public void prepare() throws Exception {
    store.unread(user, items, "Could you look at the second paragraph again?");
  }

  @Override
  public void begin() {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://" + belfry.server().host() + "/api/v1/inbox/read"))
            .header("Authorization", "Bearer " + belfry.token(user))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"upTo\":" + items + "}"))
            .build();
    answer = http.sendAsync(request, BodyHandlers.ofString());
  }

  @Override
  public void end() throws Exception {
    var answered = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (answered.statusCode() != 200 || !answered.body().contains("\"unread\":0")) {
      throw new IllegalStateException(answered.statusCode() + " " + answered.body());
    }
  }
}
