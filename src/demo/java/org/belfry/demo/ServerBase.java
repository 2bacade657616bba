package org.belfry.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory one server process writes to: a copy of the home's {@code standalone}. */
final class ServerBase {

  private final Path directory;

  private ServerBase(Path directory) {
    this.directory = directory;
  }

  static ServerBase derived(Path home, Path directory) throws IOException {
    Trees.delete(directory);
    Trees.copy(home.resolve("standalone"), directory);
    Trees.delete(directory.resolve("deployments"));
    Files.createDirectories(directory.resolve("deployments"));
    return new ServerBase(directory);
  }

  void deploy(Path war, String name) throws IOException {
    Files.copy(war, deployments().resolve(name));
  }

  /** What WildFly says of a deployment it could not start. */
  Optional<String> failure() throws IOException {
    try (Stream<Path> markers = Files.list(deployments())) {
      for (Path marker : markers.filter(file -> file.toString().endsWith(".failed")).toList()) {
        return Optional.of(Files.readString(marker));
      }
    }
    return Optional.empty();
  }

  private Path deployments() {
    return directory.resolve("deployments");
  }
}
