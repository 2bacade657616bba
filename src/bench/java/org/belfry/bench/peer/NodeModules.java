package org.belfry.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The Node peer's code and what it needs, installed beside each other by {@code npm ci}. */
final class NodeModules {

  private static final Path SOURCES = Path.of("src", "bench", "node");
  private static final List<String> FILES =
      List.of("package.json", "package-lock.json", "server.js");

  private final Path directory;
  private Optional<String> missing;

  NodeModules(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  /** Installs at the first call; says why if that is not possible. */
  Optional<String> missing() {
    if (missing == null) {
      missing = install();
    }
    return missing;
  }

  private Optional<String> install() {
    try {
      Files.createDirectories(directory);
      for (var file : FILES) {
        var target = directory.resolve(file);
        Files.copy(SOURCES.resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
      }
      if (run("node", "--version") != 0) {
        return Optional.of("node does not run");
      }
      if (run("npm", "ci", "--no-audit", "--no-fund") != 0) {
        return Optional.of("npm ci failed, see " + directory.resolve("npm.log"));
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("no Node on this machine: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private int run(String... command) throws IOException, InterruptedException {
    var log = directory.resolve("npm.log").toFile();
    var process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }
}
