package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.belfry.harness.Launch;
import org.belfry.harness.Server;

/** A WildFly set up by wildfly-config, as its README says, offline. */
final class WildFlyScripts {

  private static final Path SCRIPTS = Path.of("wildfly-config").toAbsolutePath();

  private final Path directory;
  private final Path home;

  /**
   * @param directory where postgresql.jar lies and everything is written to
   */
  WildFlyScripts(Path directory) {
    this.directory = directory;
    home = directory.resolve("wildfly");
  }

  Server start(String context, Map<String, String> environment) throws Exception {
    copy(Path.of(System.getProperty("server.home")), home);
    for (var script : List.of("driver", "datasource", "server", "logging")) {
      apply(script);
    }
    return Launch.of(home, Path.of(System.getProperty("belfry.war")))
        .in(directory.resolve("server"))
        .context(context)
        .environment(environment)
        .start();
  }

  private void apply(String script) throws IOException, InterruptedException {
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
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(script).isTrue();
    assertThat(process.exitValue())
        .as(Files.readString(directory.resolve(script + ".log")))
        .isZero();
  }

  private static void copy(Path from, Path to) throws IOException {
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
