package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.belfry.harness.Launch;
import org.belfry.it.client.NodeClient;
import org.belfry.json.Json;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of clients on one node; times are printed, not judged, but for starving. */
@Tag("load")
class SocketIoLoadIT {

  private static final int SOCKETS = 5_000;
  private static final int POLLS = 500;
  private static final int ROUNDS = 5;

  /** Files a process has to be allowed to have open, on either side. */
  private static final int FILES = SOCKETS + 2 * POLLS + 1_000;

  /** A server that keeps a thread per poll has some hundreds more. */
  private static final int MOST_THREADS = 250;

  @TempDir private Path directory;

  @Test
  void thousands_of_websockets_and_hundreds_of_polls_get_everything_and_starve_nobody()
      throws Exception {
    NodeClient.assumeThereIsOne();
    Assumptions.assumeTrue(
        files() >= FILES, "skipped: a process may not have " + FILES + " files open (ulimit -n)");
    try (var server =
        Launch.of(
                Path.of(System.getProperty("server.home")),
                Path.of(System.getProperty("belfry.war")))
            .in(directory.resolve("load"))
            .environment(TestSurroundings.environment())
            .start()
            .awaitReady(Duration.ofSeconds(120))) {
      var result = load(server.url().toString());
      System.out.println("load: " + result);
      for (var kind : new String[] {"socket", "poll"}) {
        var clients = kind.equals("socket") ? SOCKETS : POLLS;
        assertThat(result.at("/" + kind + "/lost").asInt()).as(kind).isZero();
        assertThat(result.at("/" + kind + "/received").asInt())
            .as(kind)
            .isEqualTo(clients * ROUNDS);
        assertThat(result.at("/" + kind + "/inOrderAndOnce").asBoolean()).as(kind).isTrue();
        assertThat(result.at("/" + kind + "/mostMillis").asInt()).as(kind).isLessThan(30_000);
      }
      assertThat(result.get("threads").asInt()).isLessThan(MOST_THREADS);
    }
  }

  private static JsonNode load(String url) throws Exception {
    var process =
        new ProcessBuilder(
                "node",
                "load.js",
                url,
                TestSurroundings.JWT_SECRET,
                TestSurroundings.SENDER_KEY,
                "" + SOCKETS,
                "" + POLLS,
                "" + ROUNDS)
            .directory(Path.of("src/test/js").toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return Json.parse(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private static int files() throws IOException {
    var process = new ProcessBuilder("sh", "-c", "ulimit -n").start();
    var limit = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return limit.equals("unlimited") ? Integer.MAX_VALUE : Integer.parseInt(limit);
  }
}
