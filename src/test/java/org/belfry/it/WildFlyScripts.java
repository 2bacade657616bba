package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.belfry.DocumentedCommands.block;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.belfry.harness.FreePorts;

/** A WildFly set up and started by the commands of wildfly-config's README, as they stand there. */
final class WildFlyScripts {

  private static final String README = "wildfly-config/README.md";

  private final Path directory;
  private final Path home;
  private final Path scripts;

  /**
   * @param directory where everything is written to
   */
  WildFlyScripts(Path directory) {
    this.directory = directory;
    home = directory.resolve("wildfly");
    scripts = directory.resolve("wildfly-config");
  }

  DatasourceIT.Running start(Map<String, String> environment) throws Exception {
    copy(Path.of(System.getProperty("server.home")), home);
    assertThat(home.resolve("bin/jboss-cli.sh").toFile().setExecutable(true)).isTrue();
    assertThat(home.resolve("bin/standalone.sh").toFile().setExecutable(true)).isTrue();
    copy(Path.of("wildfly-config"), scripts);
    var war = Files.createDirectories(directory.resolve("target")).resolve("belfry.war");
    Files.copy(Path.of(System.getProperty("belfry.war")), war);
    var said =
        block("wildfly-config/README.md", "embed-server")
            .with("JBOSS_HOME", home.toString())
            .run(scripts, Map.of());
    assertThat(said).as(README).noneMatch(line -> line.contains("failed"));
    assertThat(scripts.resolve("offline.cli")).doesNotExist();
    var server = run(environment);
    return new DatasourceIT.Running(server.url(), server.log(), () -> {}, server::close);
  }

  private ServerByScripts run(Map<String, String> environment) throws Exception {
    var port = FreePorts.next();
    var commands =
        block("wildfly-config/README.md", "standalone.sh")
            .with("SENDER_KEY", TestSurroundings.SENDER_KEY)
            .replace(
                "-b 0.0.0.0",
                "-b 127.0.0.1 -Djboss.http.port=%d -Djboss.management.http.port=%d"
                    .formatted(port, FreePorts.next()));
    for (var value : environment.entrySet()) {
      commands.with(value.getKey(), value.getValue());
    }
    var log = directory.resolve("server.log");
    var shell =
        commands.shell(scripts, Map.of("JBOSS_HOME", home.toString())).redirectOutput(log.toFile());
    return new ServerByScripts(shell.start(), port, log);
  }

  static void copy(Path from, Path to) throws IOException {
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
  }
}
