package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.belfry.demo.Launch;
import org.belfry.it.client.Api;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/** The administrator's way: a server set up by the scripts, whose datasource Belfry uses. */
class DatasourceIT {

  private static final Path SCRIPTS = Path.of("wildfly-config").toAbsolutePath();

  @TempDir private Path directory;

  @Test
  void belfry_runs_on_the_datasource_that_the_scripts_make() throws Exception {
    var home = directory.resolve("wildfly");
    copy(Path.of(System.getProperty("wildfly.home")), home);
    Files.copy(
        Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI()),
        directory.resolve("postgresql.jar"));
    for (var script : List.of("driver", "datasource", "server", "logging")) {
      apply(home, script);
    }

    var environment = new HashMap<>(TestSurroundings.environment());
    environment.put("BELFRY_DATASOURCE_URL", environment.remove("BELFRY_DB_URL"));
    environment.put("BELFRY_DATASOURCE_USER", environment.remove("BELFRY_DB_USER"));
    environment.put("BELFRY_DATASOURCE_PASSWORD", "any");
    var launch =
        Launch.of(home, Path.of(System.getProperty("belfry.war")))
            .in(directory.resolve("server"))
            .context("/inbox")
            .environment(environment);
    try (var server = launch.start().awaitReady(Duration.ofSeconds(90))) {
      var api = new Api(server.url(), TestSurroundings.SENDER_KEY);
      var user = BelfryIT.someone();
      var live = LiveSocket.connect(api, api.token(user), "").awaitCaughtUp();
      assertThat(api.send(BelfryIT.note("hello", List.of(user))).status()).isEqualTo(201);
      live.await("notification");
      live.close();
    }
  }

  /** As the README of the scripts says, offline. */
  private void apply(Path home, String script) throws IOException, InterruptedException {
    var offline = directory.resolve(script + ".cli");
    Files.writeString(
        offline, "embed-server\n" + Files.readString(SCRIPTS.resolve(script + ".cli")));
    var cli =
        new ProcessBuilder(home.resolve("bin/jboss-cli.sh").toString(), "--file=" + offline)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(new File(directory.toFile(), script + ".log"));
    cli.environment().put("JBOSS_HOME", home.toString());
    var process = cli.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(script).isTrue();
    assertThat(process.exitValue())
        .as(Files.readString(directory.resolve(script + ".log")))
        .isZero();
  }

  private static void copy(Path from, Path to) throws IOException, URISyntaxException {
    try (var paths = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
      for (var source : paths.toList()) {
        var target = to.resolve(from.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(target);
        } else {
          Files.copy(source, target);
        }
      }
    }
    assertThat(to.resolve("bin/jboss-cli.sh").toFile().setExecutable(true)).isTrue();
  }
}
