package org.belfry.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/** WildFly: a base directory gets the home's configuration and the WAR. */
record WildFlyHome(Path directory) implements Home {

  /** A TLS key store nobody uses is missing; Belfry uses a private module, writes its own JSON. */
  private static final Pattern KNOWN_WARNINGS =
      Pattern.compile("WFLY(ELY00023|ELY01084|SRV0018|RS0018)");

  /** As in the server's own scripts: its libraries use what newer JDKs warn of. */
  private static final List<String> OPTIONS_OF_NEWER_JDKS =
      Runtime.version().feature() < 24
          ? List.of()
          : List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED");

  @Override
  public String name() {
    return "WildFly";
  }

  @Override
  public List<String> prepare(Plan plan) throws IOException {
    Path configuration = Path.of("configuration");
    Trees.copy(
        directory.resolve("standalone").resolve(configuration), plan.base().resolve(configuration));
    Files.createDirectories(deployments(plan.base()));
    if (plan.war().isPresent()) {
      Files.copy(plan.war().get(), deployments(plan.base()).resolve(deployment(plan.context())));
    }
    if (plan.page().isPresent()) {
      plan.page().get().deploy(deployments(plan.base()).resolve("ROOT.war"));
      // a directory waits for that
      Files.createFile(deployments(plan.base()).resolve("ROOT.war.dodeploy"));
    }
    return command(plan);
  }

  private List<String> command(Plan plan) {
    return StandaloneCommandBuilder.of(directory)
        .setBaseDirectory(plan.base())
        .addJavaOptions(plan.javaOptions())
        .addJavaOptions(OPTIONS_OF_NEWER_JDKS)
        .addServerArgument("-Djboss.http.port=" + plan.httpPort())
        .addServerArgument("-Djboss.bind.address.management=127.0.0.1")
        .addServerArgument("-Djboss.management.http.port=" + plan.managementPort())
        .addServerArgument("-Djboss.tx.node.id=belfry-" + plan.httpPort())
        .build();
  }

  private static String deployment(String context) {
    return context.equals("/") ? "ROOT.war" : context.substring(1) + ".war";
  }

  @Override
  public Optional<String> failure(Path base, Path log) throws IOException {
    try (Stream<Path> markers = Files.list(deployments(base))) {
      for (Path marker : markers.filter(file -> file.toString().endsWith(".failed")).toList()) {
        return Optional.of(Home.reason(Files.readString(marker)));
      }
    }
    return Optional.empty();
  }

  private static Path deployments(Path base) {
    return base.resolve("deployments");
  }

  @Override
  public Pattern knownWarnings() {
    return KNOWN_WARNINGS;
  }
}
