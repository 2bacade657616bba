package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.belfry.harness.FreePorts;
import org.belfry.it.client.Api;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip of {@code mvn -Pdist package}, as an administrator unpacks and starts it. */
@Tag("dist")
class DistributionIT {

  @TempDir private static Path directory;

  private static Path home;

  @BeforeAll
  static void unpack() throws IOException {
    var zip = Path.of(System.getProperty("belfry.zip"));
    try (var files = FileSystems.newFileSystem(zip, Map.of("enablePosixFileAttributes", true));
        var all = Files.walk(files.getPath("/"))) {
      for (var from : all.skip(1).toList()) {
        var to = directory.resolve(from.toString().substring(1));
        if (Files.isDirectory(from)) {
          Files.createDirectories(to);
        } else {
          Files.createDirectories(to.getParent());
          Files.copy(from, to);
          Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
        }
      }
    }
    home = directory.resolve(zip.getFileName().toString().replace(".zip", ""));
  }

  @Test
  void without_a_database_it_says_what_it_needs() throws Exception {
    var process = belfry(Map.of());
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isEqualTo(64);
    assertThat(output()).contains("BELFRY_DB_URL", "BELFRY_API_KEYS").doesNotContain("WFLYSRV");
  }

  @Test
  void it_starts_takes_a_notification_and_stops_when_it_is_told_to() throws Exception {
    var port = FreePorts.next();
    var process =
        belfry(
            TestSurroundings.environment(),
            "-Djboss.http.port=" + port,
            "-Djboss.management.http.port=" + FreePorts.next());
    try {
      var api = new Api(URI.create("http://127.0.0.1:" + port), TestSurroundings.SENDER_KEY);
      await("ready")
          .atMost(Duration.ofMinutes(3))
          .ignoreExceptions()
          .until(() -> api.get("/health/ready", null).status() == 200);
      assertThat(api.send(BelfryIT.note("shipped", List.of("ada"))).status()).isEqualTo(201);
    } finally {
      process.destroy();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(output()).isTrue();
    }
    assertThat(output()).contains("event=started").contains("WFLYSRV0050");
  }

  private static Process belfry(Map<String, String> environment, String... arguments)
      throws IOException {
    var command = new java.util.ArrayList<>(List.of(home.resolve("bin/belfry.sh").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("BELFRY_"));
    builder.environment().putAll(environment);
    return builder.redirectOutput(directory.resolve("output").toFile()).start();
  }

  private static String output() throws IOException {
    return Files.readString(directory.resolve("output"));
  }
}
