package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.SilentSocket;
import org.junit.jupiter.api.Test;

/** What servers have been seen to get wrong with WebSockets. */
class FailuresIT extends BelfryIT {

  private static final int SENDERS = 4;
  private static final int EACH = 40;

  private final String user = someone();

  @Test
  void frames_answers_and_pings_that_are_due_at_once_come_whole_and_in_order() {
    var devices = Stream.generate(() -> connect(user, "&after=0")).limit(4).toList();
    var body = "ä".repeat(10_000);
    var work =
        Stream.concat(
            IntStream.range(0, SENDERS).mapToObj(i -> (Runnable) () -> send(body)),
            devices.stream().map(device -> () -> ask(device)));
    CompletableFuture.allOf(work.map(CompletableFuture::runAsync).toArray(CompletableFuture[]::new))
        .join();
    var all = LongStream.rangeClosed(1, SENDERS * EACH).boxed().toList();
    for (var device : devices) {
      device.awaitHead(SENDERS * EACH).awaitRef("last");
      var notifications = device.frames("notification");
      assertThat(notifications).extracting(frame -> frame.get("head").asLong()).isEqualTo(all);
      assertThat(notifications).allMatch(frame -> body.equals(body(frame)));
      assertThat(device.frames("ok")).hasSize(EACH + 1);
      device.close();
    }
  }

  private void send(String body) {
    for (var i = 0; i < EACH; i++) {
      api().send(note("n", List.of(user), "body", body));
    }
  }

  private static void ask(LiveSocket device) {
    for (var i = 0; i < EACH; i++) {
      device.send("{\"cmd\":\"ack\",\"head\":0,\"ref\":" + i + "}");
    }
    device.send("{\"cmd\":\"ack\",\"head\":0,\"ref\":\"last\"}");
  }

  private static String body(JsonNode notification) {
    return notification.at("/item/body").asText();
  }

  @Test
  void clients_that_die_without_a_word_are_noticed_and_harm_nobody() throws Exception {
    var alive = live(user);
    var doomed = someone();
    for (var i = 0; i < 10; i++) {
      new SilentSocket(api(), api().token(doomed)).reset();
      LiveSocket.connect(api(), api().token(doomed), "").abort();
    }
    for (var i = 0; i < 20; i++) {
      send("n" + i, user, doomed);
    }
    alive.awaitHead(20);
    var presence = "/api/v1/users/" + doomed + "/presence";
    LiveSocket.until(
        "the dead are gone",
        () -> api().get(presence, api().senderKey()).body().get("connections").asInt() == 0);
    alive.close();
  }
}
