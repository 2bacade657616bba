package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.belfry.DocumentedCommands.block;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.belfry.harness.FreePorts;

/** A Payara set up and started by the commands of payara-config's README, as they stand there. */
final class PayaraScripts {

  private static final String README = "payara-config/README.md";

  /** Of a fresh domain; the broker of messages is switched off only by the commands. */
  private static final List<Integer> PORTS =
      List.of(8080, 8181, 4848, 3700, 3820, 3920, 8686, 7676, 6666);

  private final Path directory;
  private final Path home = Path.of(System.getProperty("server.home")).toAbsolutePath();
  private final Path domain;
  private int port;
  private int adminPort;

  /**
   * @param directory where everything is written to
   */
  PayaraScripts(Path directory) {
    this.directory = directory;
    domain = directory.resolve("domains/domain1");
  }

  DatasourceIT.Running start(Map<String, String> environment) throws Exception {
    WildFlyScripts.copy(home.resolve("glassfish/domains/domain1"), domain);
    givePorts();
    var scripts = Files.createDirectories(directory.resolve("payara-config"));
    try (Stream<Path> files = Files.list(Path.of("payara-config"))) {
      for (var file : files.toList()) {
        Files.copy(file, scripts.resolve(file.getFileName().toString()));
      }
    }
    var war = Files.createDirectories(directory.resolve("target")).resolve("belfry.war");
    Files.copy(Path.of(System.getProperty("belfry.war")), war);
    var commands =
        block("payara-config/README.md", "asadmin add-library")
            .then(block("payara-config/README.md", "open.asadmin"))
            .with("SENDER_KEY", TestSurroundings.SENDER_KEY);
    for (var value : environment.entrySet()) {
      commands.with(value.getKey(), value.getValue());
    }
    var path = Map.of("PATH", asadmin().getParent() + ":" + System.getenv("PATH"));
    try {
      assertThat(commands.run(scripts, path)).as(README).noneMatch(l -> l.contains("failed"));
    } catch (IOException | RuntimeException | Error e) {
      run("stop-domain", "--kill=true");
      throw e;
    }
    return new DatasourceIT.Running(
        URI.create("http://localhost:" + port + "/"),
        domain.resolve("logs/server.log"),
        () -> assertThat(run("real-ping", "belfry")).isZero(),
        () -> run("stop-domain"));
  }

  private void givePorts() throws IOException {
    var file = domain.resolve("config/domain.xml");
    var xml = Files.readString(file);
    for (var usual : PORTS) {
      var free = FreePorts.next();
      port = usual == 8080 ? free : port;
      adminPort = usual == 4848 ? free : adminPort;
      xml = xml.replace("\"" + usual + "\"", "\"" + free + "\"");
      xml = xml.replace("=" + usual + "<", "=" + free + "<");
    }
    Files.writeString(file, xml);
  }

  /**
   * A command of that name for this domain alone. The database comes later than its commands; the
   * pool is asked for it then.
   */
  private Path asadmin() throws IOException {
    var asadmin = Files.createDirectories(directory.resolve("bin")).resolve("asadmin");
    Files.writeString(
        asadmin,
        """
        #!/bin/sh
        command=$1
        shift
        case $command in
          ping-connection-pool) exit 0 ;;
          real-ping) command=ping-connection-pool ;;
          start-domain | stop-domain) set -- --domaindir '%s' "$@" domain1 ;;
        esac
        exec '%s' -jar '%s' --port=%d "$command" "$@"
        """
            .formatted(
                domain.getParent(),
                Path.of(System.getProperty("java.home"), "bin", "java"),
                home.resolve("glassfish/lib/client/appserver-cli.jar"),
                adminPort));
    assertThat(asadmin.toFile().setExecutable(true)).isTrue();
    return asadmin;
  }

  private int run(String... command) throws IOException {
    var asadmin = new ProcessBuilder(directory.resolve("bin/asadmin").toString());
    asadmin.command().addAll(List.of(command));
    var log = directory.resolve(command[0] + ".log").toFile();
    return asadmin
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start()
        .onExit()
        .join()
        .exitValue();
  }
}
