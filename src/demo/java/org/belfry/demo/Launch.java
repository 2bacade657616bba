package org.belfry.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/**
 * What a WildFly is started with; several started from one home share nothing but its files, which
 * none of them writes to.
 */
public final class Launch {

  private static final String DEFAULT_JAVA_OPTS = "-Xmx512m";

  private final Path home;
  private final Path war;
  private final Map<String, String> environment = new HashMap<>();
  private Path base;
  private int port;
  private String context = "/";
  private DemoPage page;
  private Consumer<String> warnings = line -> {};

  private Launch(Path home, Path war) {
    this.home = home.toAbsolutePath().normalize();
    this.war = war.toAbsolutePath().normalize();
  }

  /** Of the WAR on the WildFly in this home directory. */
  public static Launch of(Path home, Path war) {
    return new Launch(home, war);
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
  public WildFly start() throws IOException {
    Objects.requireNonNull(base, "in(base)");
    Claim claim = Claim.on(base);
    try {
      stopLeftover();
      int httpPort = port == 0 ? FreePorts.next() : FreePorts.requireFree(port);
      ServerBase serverBase = ServerBase.derived(home, base);
      serverBase.deploy(war, deployment());
      if (page != null) {
        serverBase.deploy(page);
      }
      Process process = process(httpPort);
      Files.writeString(pidFile(), process.pid() + System.lineSeparator());
      ServerLog log = ServerLog.follow(process, log(), warnings);
      return new WildFly(process, new WildFly.Place(httpPort, context, serverBase), log, claim);
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  private void stopLeftover() throws IOException {
    var leftover = Leftover.of(pidFile(), base);
    if (leftover.isPresent()) {
      leftover.get().stop("TERM");
    }
  }

  private Process process(int httpPort) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(httpPort)).redirectErrorStream(true);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The JVM itself and no script, so that its process id is the server's. */
  private List<String> command(int httpPort) {
    return StandaloneCommandBuilder.of(home)
        .setBaseDirectory(base)
        .addJavaOptions(javaOpts().split("\\s+"))
        .addServerArgument("-Djboss.http.port=" + httpPort)
        .addServerArgument("-Djboss.bind.address.management=127.0.0.1")
        .addServerArgument("-Djboss.management.http.port=" + FreePorts.next())
        .addServerArgument("-Djboss.tx.node.id=belfry-" + httpPort)
        .build();
  }

  private String javaOpts() {
    String ofThisJvm = System.getenv().getOrDefault("JAVA_OPTS", "");
    String given = environment.getOrDefault("JAVA_OPTS", ofThisJvm).strip();
    return given.isEmpty() ? DEFAULT_JAVA_OPTS : given;
  }

  private String deployment() {
    return context.equals("/") ? "ROOT.war" : context.substring(1) + ".war";
  }

  private Path pidFile() {
    return base.resolveSibling(base.getFileName() + ".pid");
  }

  private Path log() {
    return base.resolveSibling(base.getFileName() + ".log");
  }
}
