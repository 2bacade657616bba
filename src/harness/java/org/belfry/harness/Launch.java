package org.belfry.harness;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a server is started with; several started from one home share nothing but its files, which
 * none of them writes to.
 */
public final class Launch {

  private static final String DEFAULT_JAVA_OPTS = "-Xmx512m";

  private final Home home;
  private final Optional<Path> war;
  private final Map<String, String> environment = new HashMap<>();
  private Path base;
  private int port;
  private int managementPort;
  private String context = "/";
  private DemoPage page;
  private Consumer<String> warnings = line -> {};

  private Launch(Home home, Optional<Path> war) {
    this.home = home;
    this.war = war;
  }

  /** Of the WAR on the server in this home directory, WildFly or Payara. */
  public static Launch of(Path home, Path war) {
    return new Launch(Home.at(home), Optional.of(war.toAbsolutePath().normalize()));
  }

  /** Of the server alone: others will deploy. */
  public static Launch bare(Path home) {
    return new Launch(Home.at(home), Optional.empty());
  }

  /** The directory the server may write to, made afresh at each start; its log goes beside it. */
  public Launch in(Path base) {
    this.base = base.toAbsolutePath().normalize();
    return this;
  }

  /** The HTTP port, a free one unless said otherwise. */
  public Launch port(int port) {
    this.port = port;
    return this;
  }

  /** The port of the server's management, a free one unless said otherwise. */
  public Launch managementPort(int port) {
    this.managementPort = port;
    return this;
  }

  /** The context path, {@code /} unless said otherwise. */
  public Launch context(String path) {
    if (!path.matches("/[A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException("Not the path of a single context: " + path);
    }
    this.context = path;
    return this;
  }

  /** Variables beside those of this JVM; {@code JAVA_OPTS} replaces the default heap size. */
  public Launch environment(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  /** A page at {@code /}, for which the application has to be elsewhere. */
  public Launch page(DemoPage page) {
    this.page = page;
    return this;
  }

  /** Is handed each line of the log at WARN or above. */
  public Launch onWarning(Consumer<String> warnings) {
    this.warnings = warnings;
    return this;
  }

  /** Starts the process, after stopping one that a killed run left on the same base directory. */
  public Server start() throws IOException {
    Objects.requireNonNull(base, "in(base)");
    Claim claim = Claim.on(base);
    try {
      stopLeftover();
      Home.Plan plan = plan();
      Trees.delete(base);
      Files.createDirectories(base);
      Process process = process(home.prepare(plan));
      Files.writeString(pidFile(), process.pid() + System.lineSeparator());
      ServerLog log = ServerLog.follow(process, log(), home.knownWarnings(), warnings);
      return new Server(process, home, plan, log, claim);
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  private Home.Plan plan() throws IOException {
    return new Home.Plan(
        base,
        war,
        context,
        Optional.ofNullable(page),
        port == 0 ? FreePorts.next() : FreePorts.requireFree(port),
        managementPort == 0 ? FreePorts.next() : managementPort,
        List.of(javaOpts().split("\\s+")));
  }

  private void stopLeftover() throws IOException {
    var leftover = Leftover.of(pidFile(), base);
    if (leftover.isPresent()) {
      leftover.get().stop("TERM");
    }
  }

  private Process process(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try (Writer in = process.outputWriter(StandardCharsets.UTF_8)) {
      in.write(home.input());
    }
    return process;
  }

  private String javaOpts() {
    String ofThisJvm = System.getenv().getOrDefault("JAVA_OPTS", "");
    String given = environment.getOrDefault("JAVA_OPTS", ofThisJvm).strip();
    return given.isEmpty() ? DEFAULT_JAVA_OPTS : given;
  }

  private Path pidFile() {
    return base.resolveSibling(base.getFileName() + ".pid");
  }

  private Path log() {
    return base.resolveSibling(base.getFileName() + ".log");
  }
}
