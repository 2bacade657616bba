package org.belfry;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs what npm has installed in {@code src/test/js}; skips a test where that is missing. */
public final class NpmTools {

  private static final Path PACKAGES = Path.of("src/test/js").toAbsolutePath();

  /** How a tool ended, and what it said. */
  public record Outcome(int code, String output) {}

  private NpmTools() {}

  /** Runs a tool by its name, or a script of {@code src/test/js} by {@code node}. */
  public static Outcome run(String tool, Object... arguments)
      throws IOException, InterruptedException {
    return runIn(PACKAGES, tool, arguments);
  }

  /** The same in another directory. */
  public static Outcome runIn(Path directory, String tool, Object... arguments)
      throws IOException, InterruptedException {
    assumeThereIs("redocly");
    var installed = PACKAGES.resolve("node_modules/.bin").resolve(tool);
    var command = new ArrayList<String>();
    command.add(Files.exists(installed) ? installed.toString() : tool);
    List.of(arguments).forEach(argument -> command.add(argument.toString()));
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectErrorStream(true);
    // of redocly: tell nobody, and do not look for a newer one
    builder.environment().put("REDOCLY_TELEMETRY", "off");
    builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  /** Where the packages are, for programs elsewhere. */
  public static Path modules() {
    assumeThereIs("redocly");
    return PACKAGES.resolve("node_modules");
  }

  private static void assumeThereIs(String tool) {
    assumeTrue(
        Files.exists(PACKAGES.resolve("node_modules/.bin").resolve(tool)),
        "skipped: no " + tool + "; npm ci in src/test/js");
  }
}
