package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Test;

class ConvergenceIT extends BelfryIT {

  private static final int ACTS = 150;

  @Test
  void after_a_storm_of_everything_all_devices_and_the_store_agree() {
    var user = someone();
    send("first", user);
    var devices = IntStream.range(0, 3).mapToObj(i -> connect(user, "&after=0")).toList();
    var threads = Executors.newFixedThreadPool(6);
    try {
      CompletableFuture.allOf(
              IntStream.range(0, 6)
                  .mapToObj(
                      seed ->
                          CompletableFuture.runAsync(
                              () -> storm(user, new Random(seed), devices.get(seed % 3)), threads))
                  .toArray(CompletableFuture[]::new))
          .join();
    } finally {
      threads.shutdown();
    }
    // the storm may have used up what one user may ask for at once
    await()
        .pollDelay(Duration.ofSeconds(1))
        .until(() -> api().get("/api/v1/inbox/counts", api().token(user)).status() == 200);
    var counts = api().get("/api/v1/inbox/counts", api().token(user)).body();
    var truth = truth(user);
    for (var device : devices) {
      device.awaitHead(counts.get("head").asLong());
      var changes = device.frames().stream().filter(ConvergenceIT::isChange).toList();
      var heads = changes.stream().map(frame -> frame.get("head").asLong()).toList();
      assertThat(heads).isSorted().doesNotHaveDuplicates();
      assertThat(folded(changes)).isEqualTo(truth);
      var last = changes.get(changes.size() - 1);
      assertThat(last.get("unread")).isEqualTo(counts.get("unread"));
      assertThat(last.get("unseen")).isEqualTo(counts.get("unseen"));
      device.close();
    }
    var recount = api().get("/api/v1/users/" + user + "/recount", api().senderKey()).body();
    assertThat(recount.get("differences").asInt()).isZero();
    assertThat(recount.get("countedUnread")).isEqualTo(counts.get("unread"));
  }

  private static boolean isChange(JsonNode frame) {
    return List.of("notification", "changed", "removed").contains(frame.get("event").asText());
  }

  private void storm(String user, Random random, LiveSocket device) {
    var token = api().token(user);
    var recallable = new ArrayList<String>();
    for (var i = 0; i < ACTS; i++) {
      var seq = 1 + random.nextInt(20 + 4 * i);
      switch (random.nextInt(9)) {
        case 0 -> device.send("{\"cmd\":\"read\",\"seqs\":[" + seq + "]}");
        case 1 -> device.send("{\"cmd\":\"unread\",\"seqs\":[" + seq + "]}");
        case 2 -> api().call("PATCH", "/api/v1/inbox/" + seq, token, Map.of("archived", true));
        case 3 -> device.send("{\"cmd\":\"archive\",\"archived\":false,\"seqs\":[" + seq + "]}");
        case 4 -> api().call("DELETE", "/api/v1/inbox/" + seq, token, null);
        case 5 -> api().post("/api/v1/inbox/seen", token, Map.of("upTo", seq));
        case 6 -> api().post("/api/v1/inbox/read", token, Map.of("upTo", seq / 2));
        case 7 -> {
          if (!recallable.isEmpty()) {
            var path = "/api/v1/notifications/" + recallable.remove(0);
            api().call("DELETE", path, api().senderKey(), null);
          }
          api().send(note("c", List.of(user), "collapseKey", "key"));
        }
        default -> recallable.add(send("n", user));
      }
    }
  }

  private Map<Long, String> truth(String user) {
    var items = new TreeMap<Long, String>();
    for (var state : List.of("all", "archived")) {
      var next = "";
      do {
        var page =
            api().get("/api/v1/inbox?limit=200&state=" + state + next, api().token(user)).body();
        page.get("items").forEach(item -> items.put(item.get("seq").asLong(), flags(item)));
        next = page.get("next").isNull() ? null : "&before=" + page.get("next").asLong();
      } while (next != null);
    }
    return items;
  }

  private static String flags(JsonNode item) {
    return "read=" + item.get("read") + " archived=" + item.get("archived");
  }

  private static Map<Long, String> folded(List<JsonNode> changes) {
    var items = new TreeMap<Long, String>();
    for (var frame : changes) {
      switch (frame.get("event").asText()) {
        case "notification" -> items.put(frame.at("/item/seq").asLong(), flags(frame.get("item")));
        case "changed" ->
            frame.get("items").forEach(i -> items.put(i.get("seq").asLong(), flags(i)));
        default -> frame.get("seqs").forEach(seq -> items.remove(seq.asLong()));
      }
    }
    return items;
  }
}
