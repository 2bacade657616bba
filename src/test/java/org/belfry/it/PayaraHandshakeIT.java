package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What Payara leaves in a request of the one before it does not silence a WebSocket. */
@Tag("payara")
class PayaraHandshakeIT extends EchoIT {

  private static final String STALE = "?EIO=4&transport=websocket&stale=true";

  @Test
  void a_websocket_opens_in_a_request_with_marks_of_another() {
    for (var wire : List.of(engine(), socketIo())) {
      var socket = wire.socket(STALE);
      assertThat((String) socket.next()).startsWith("0{\"sid\":");
      assertThat(socket.send("9x").isHungUp()).isTrue();
    }
  }
}
