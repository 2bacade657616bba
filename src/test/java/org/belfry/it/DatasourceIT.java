package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.belfry.harness.Server;
import org.belfry.it.client.Api;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/** The administrator's way: a server set up by the scripts, whose datasource Belfry uses. */
class DatasourceIT {

  @TempDir private Path directory;

  @Test
  void belfry_runs_on_the_datasource_that_the_scripts_make() throws Exception {
    Files.copy(
        Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI()),
        directory.resolve("postgresql.jar"));
    var environment = new HashMap<>(TestSurroundings.environment());
    environment.put("BELFRY_DATASOURCE_URL", environment.remove("BELFRY_DB_URL"));
    environment.put("BELFRY_DATASOURCE_USER", environment.remove("BELFRY_DB_USER"));
    environment.put("BELFRY_DATASOURCE_PASSWORD", "any");
    try (var server = start("/inbox", environment).awaitReady(Duration.ofMinutes(4))) {
      var api = new Api(server.url(), TestSurroundings.SENDER_KEY);
      var user = BelfryIT.someone();
      var live = LiveSocket.connect(api, api.token(user), "").awaitCaughtUp();
      assertThat(api.send(BelfryIT.note("hello", List.of(user))).status()).isEqualTo(201);
      live.await("notification");
      live.close();
      // the scripts set sessions as Belfry itself does; it would say so otherwise
      assertThat(Files.readString(server.log()))
          .contains("event=started")
          .doesNotContain("event=session-settings");
    }
  }

  private Server start(String context, Map<String, String> environment) throws Exception {
    return TestSurroundings.isPayara()
        ? new PayaraScripts(directory).start(context, environment)
        : new WildFlyScripts(directory).start(context, environment);
  }
}
