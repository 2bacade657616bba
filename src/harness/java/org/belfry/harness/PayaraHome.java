package org.belfry.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Payara Server: a base directory is a domain, copied from the home's; settings, ports and the WAR
 * come as commands that the server runs when it boots.
 */
record PayaraHome(Path directory) implements Home {

  private static final Path SCRIPTS = Path.of("belfry");
  private static final String MAIN_CLASS = "com.sun.enterprise.glassfish.bootstrap.ASMain";
  private static final String DEPLOYMENT_FAILED = "Boot Command deploy failed";

  private static final List<String> OTHER_LISTENERS =
      List.of(
          "iiop-service.iiop-listener.orb-listener-1",
          "iiop-service.iiop-listener.SSL",
          "iiop-service.iiop-listener.SSL_MUTUALAUTH");

  /**
   * It trusts certificates that have expired meanwhile, misses classes of WildFly, unregisters a
   * driver, and may find that who asked whether it is ready has not waited for the answer.
   */
  private static final Pattern KNOWN_WARNINGS =
      Pattern.compile(
          "NCLS-SECURITY-05054|WARNING\\|[^|]*\\|(org\\.glassfish\\.weld\\.BeanDeploymentArchiveImpl"
              + "|jakarta\\.enterprise\\.web\\.util|javax\\.enterprise\\.system\\.core)\\|");

  /** All that is logged is printed; a file of the server's own would be the same once more. */
  private static final String NO_LOG_FILE =
      "com.sun.enterprise.server.logging.GFFileHandler.logtoFile=false";

  @Override
  public String name() {
    return "Payara";
  }

  @Override
  public List<String> prepare(Plan plan) throws IOException {
    Trees.copy(directory.resolve("glassfish/domains/domain1"), plan.base());
    Path logging = plan.base().resolve("config/logging.properties");
    Files.write(logging, List.of(NO_LOG_FILE), StandardOpenOption.APPEND);
    Path before = plan.base().resolve("preboot.asadmin");
    Files.write(before, settings(plan));
    Path after = plan.base().resolve("postboot.asadmin");
    Files.write(after, deployments(plan));
    return command(plan, before, after);
  }

  private List<String> settings(Plan plan) throws IOException {
    List<String> commands = new ArrayList<>(script("server"));
    commands.addAll(script("closed"));
    String config = "set configs.config.server-config.";
    String listeners = config + "network-config.network-listeners.network-listener.";
    commands.add(listeners + "http-listener-1.port=" + plan.httpPort());
    commands.add(listeners + "http-listener-1.address=127.0.0.1");
    commands.add(listeners + "http-listener-2.enabled=false");
    commands.add(listeners + "admin-listener.port=" + plan.managementPort());
    commands.add(listeners + "admin-listener.address=127.0.0.1");
    // what Belfry does not use would find its port taken where a second server runs
    commands.add(config + "admin-service.jmx-connector.system.enabled=false");
    for (String listener : OTHER_LISTENERS) {
      commands.add(config + listener + ".port=" + FreePorts.next());
      commands.add(config + listener + ".address=127.0.0.1");
    }
    return commands;
  }

  private List<String> script(String name) throws IOException {
    return Files.readAllLines(directory.resolve(SCRIPTS).resolve(name + ".asadmin"));
  }

  private List<String> deployments(Plan plan) throws IOException {
    List<String> commands = new ArrayList<>();
    plan.war().ifPresent(war -> commands.add(deploy(war, plan.context())));
    if (plan.page().isPresent()) {
      Path directory = plan.base().resolve("demo-page");
      plan.page().get().deploy(directory);
      commands.add(deploy(directory, "/"));
    }
    commands.addAll(script("open"));
    return commands;
  }

  private static String deploy(Path war, String context) {
    String name = context.equals("/") ? "root" : context.substring(1);
    return "deploy --name " + name + " --contextroot " + context + " " + war;
  }

  /** Payara's own words: what it would start, it prints line by line. */
  private List<String> command(Plan plan, Path before, Path after) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                directory.resolve("glassfish/lib/client/appserver-cli.jar").toString(),
                "start-domain",
                "--dry-run",
                "--prebootcommandfile=" + before,
                "--postbootcommandfile=" + after,
                "--domaindir=" + plan.base().getParent(),
                plan.base().getFileName().toString())
            .redirectErrorStream(true)
            .start();
    List<String> lines;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      lines = out.lines().toList();
    }
    int mainClass = lines.indexOf(MAIN_CLASS);
    if (mainClass < 0) {
      throw new IOException("Payara does not say how to start it: " + String.join(" ", lines));
    }
    List<String> command = new ArrayList<>(lines.subList(1, mainClass));
    command.add("-Duser.language=en"); // of the names of log levels
    command.addAll(plan.javaOptions());
    lines.stream().skip(mainClass).takeWhile(line -> !line.isEmpty()).forEach(command::add);
    return command;
  }

  /** It asks for the password of its key store, which is the one every Payara comes with. */
  @Override
  public String input() {
    return "AS_ADMIN_MASTERPASSWORD=changeit\n";
  }

  @Override
  public Optional<String> failure(Path base, Path log) throws IOException {
    if (!Files.exists(log)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains(DEPLOYMENT_FAILED)).findFirst();
    }
  }

  @Override
  public Pattern knownWarnings() {
    return KNOWN_WARNINGS;
  }
}
