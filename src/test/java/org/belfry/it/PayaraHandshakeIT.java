package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import org.belfry.it.client.EngineWire;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Payara does with the objects of its requests does not reach from one client to another. */
@Tag("payara")
class PayaraHandshakeIT extends EchoIT {

  private static final String OPEN = "?EIO=4&transport=websocket";
  private static final int SOCKETS = 40;
  private static final int REQUESTS = 400;

  @Test
  void a_websocket_opens_in_a_request_with_marks_of_another() {
    for (var wire : List.of(engine(), socketIo())) {
      var socket = wire.socket(OPEN + "&stale=true");
      assertThat((String) socket.next()).startsWith("0{\"sid\":");
      assertThat(socket.send("9x").isHungUp()).isTrue();
    }
  }

  /** Its client may still be read from, in another thread, when the next request begins. */
  @Test
  void the_object_that_a_closed_websocket_began_with_is_not_used_again() throws Exception {
    for (var i = 0; i < SOCKETS; i++) {
      closedByTheServer(i % 2 == 0 ? engine() : socketIo());
    }
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    var asked = HttpRequest.newBuilder(URI.create(url() + "remembered")).build();
    var answers = new HashMap<String, Integer>();
    for (var i = 0; i < REQUESTS; i++) {
      answers.merge(client.send(asked, BodyHandlers.ofString()).body(), 1, Integer::sum);
    }
    assertThat(answers).containsOnlyKeys("false");
  }

  private static void closedByTheServer(EngineWire wire) {
    var socket = wire.socket(OPEN + "&remember=true");
    assertThat((String) socket.next()).startsWith("0{\"sid\":");
    assertThat(socket.send("9x").isHungUp()).isTrue();
  }
}
