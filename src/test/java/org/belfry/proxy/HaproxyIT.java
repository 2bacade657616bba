package org.belfry.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The shipped {@code docker/haproxy.cfg} in a real HAProxy. */
class HaproxyIT extends ProxyContract {

  @Override
  String program() {
    return "haproxy";
  }

  @Override
  String debian() {
    return "haproxy";
  }

  @Override
  List<String> prepare(String program) throws IOException {
    var configuration =
        Files.readString(Path.of("docker/haproxy.cfg"))
            .replace("belfry-1:8080", "127.0.0.1:" + first.port())
            .replace("belfry-2:8080", "127.0.0.1:" + second.port())
            .replace("bind :8080", "bind 127.0.0.1:" + port)
            .replace("120s", IDLE_SECONDS + "s")
            .replace("maxconn 60000", "maxconn 200");
    Files.writeString(directory.resolve("haproxy.cfg"), configuration);
    return List.of(program, "-db", "-f", "haproxy.cfg");
  }

  @Test
  void an_event_source_is_told_when_to_come_back() throws Exception {
    first.close();
    second.close();
    await("both are out").until(() -> get("/api/v1/live").body().startsWith("retry"));
    assertPausesDiffer();
  }

  @Test
  void what_a_stopping_node_refuses_goes_to_the_other_at_once() throws Exception {
    first.status = 503;
    for (var i = 0; i < 10; i++) {
      assertThat(get("/api/v1/inbox").statusCode()).isEqualTo(200);
    }
  }
}
