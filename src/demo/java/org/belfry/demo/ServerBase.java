package org.belfry.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory one server process writes to. It gets the home's configuration and nothing else:
 * what another server left there, deployments and unfinished transactions, is not for this one.
 */
final class ServerBase {

  private final Path directory;

  private ServerBase(Path directory) {
    this.directory = directory;
  }

  static ServerBase derived(Path home, Path directory) throws IOException {
    Trees.delete(directory);
    Path configuration = Path.of("configuration");
    Files.createDirectories(directory);
    Trees.copy(home.resolve("standalone").resolve(configuration), directory.resolve(configuration));
    Files.createDirectories(directory.resolve("deployments"));
    return new ServerBase(directory);
  }

  void deploy(Path war, String name) throws IOException {
    Files.copy(war, deployments().resolve(name));
  }

  /** Beside the application, at the root of the server. */
  void deploy(DemoPage page) throws IOException {
    page.deploy(deployments().resolve("ROOT.war"));
    Files.createFile(deployments().resolve("ROOT.war.dodeploy")); // a directory waits for that
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
