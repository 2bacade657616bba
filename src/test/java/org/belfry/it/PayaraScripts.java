package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.belfry.harness.Launch;
import org.belfry.harness.Server;

/** A Payara set up by payara-config, as its README says, while it runs. */
final class PayaraScripts {

  private static final Path SCRIPTS = Path.of("payara-config").toAbsolutePath();

  private final Path directory;
  private final Path home = Path.of(System.getProperty("server.home"));

  /**
   * @param directory where postgresql.jar lies and everything is written to
   */
  PayaraScripts(Path directory) {
    this.directory = directory;
  }

  Server start(String context, Map<String, String> environment) throws Exception {
    var server =
        Launch.bare(home)
            .in(directory.resolve("domain"))
            .context(context)
            .environment(environment)
            .start()
            .awaitReady(Duration.ofMinutes(4));
    try {
      asadmin(server, "add-library", directory.resolve("postgresql.jar").toString());
      for (var script : List.of("datasource", "server", "logging")) {
        asadmin(server, "multimode", "--file", SCRIPTS.resolve(script + ".asadmin").toString());
      }
      asadmin(server, "deploy", "--contextroot", context, System.getProperty("belfry.war"));
      return server;
    } catch (IOException | RuntimeException | Error e) {
      server.kill();
      throw e;
    }
  }

  private void asadmin(Server server, String... command) throws IOException, InterruptedException {
    var out = directory.resolve(command[0] + ".log");
    var asadmin =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            home.resolve("glassfish/lib/client/appserver-cli.jar").toString(),
            "--port=" + server.managementPort());
    asadmin.command().addAll(List.of(command));
    var process = asadmin.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(240, TimeUnit.SECONDS)).as(command[0]).isTrue();
    assertThat(Files.readString(out)).as(command[0]).doesNotContain("failed");
    assertThat(process.exitValue()).as(Files.readString(out)).isZero();
  }
}
