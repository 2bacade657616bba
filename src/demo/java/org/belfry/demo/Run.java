package org.belfry.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Belfry in the foreground: PostgreSQL, the server and the WAR, until Ctrl-C or SIGTERM. */
public final class Run {

  private static final Duration READY_PATIENCE = Duration.ofMinutes(4);

  private final PrintStream out = System.out;
  private final RunSettings settings;
  private volatile boolean stopping;
  private Claim claim;
  private Database database;
  private Server server;

  private Run(RunSettings settings) {
    this.settings = settings;
  }

  /** Ends with 0 when asked to stop, with 1 when the server could not start or died. */
  public static void main(String[] arguments) {
    Run run = new Run(RunSettings.ofThisProcess());
    Thread hook = new Thread(run::stopOnSignal, "belfry-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    run.untilTheServerEnds();
    if (!run.stopping) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    System.exit(1); // only waits if the hook is at work, which ends the JVM itself
  }

  private void untilTheServerEnds() {
    try {
      start();
      server.awaitReady(READY_PATIENCE);
      greet();
      int code = server.awaitEnd();
      say("The server ended by itself with code " + code + ", see " + server.log() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | IllegalArgumentException e) {
      say(e.getMessage());
    }
    stop();
  }

  private synchronized void start() throws IOException {
    int port = settings.httpPort();
    claim = Claim.on(file("run"));
    DemoKeys keys = DemoKeys.in(file("keys.properties"));
    Map<String, String> environment = new HashMap<>(settings.missing(keys));
    Optional<String> senderKey =
        settings.bringsSenderKeys() ? Optional.empty() : Optional.of(keys.senderKey());
    if (!settings.bringsDatabase()) {
      say("Starting PostgreSQL in " + file("database") + " …");
      database = Database.start(file("database"));
      environment.put("BELFRY_DB_URL", database.url());
      environment.put("BELFRY_DB_USER", database.user());
      environment.put("BELFRY_DB_PASSWORD", database.password());
    }
    say(
        "Starting "
            + Home.at(settings.home()).name()
            + " with Belfry, its log is "
            + file("server.log")
            + " …");
    server =
        Launch.of(settings.home(), settings.war())
            .in(file("server"))
            .port(port)
            .context("/belfry")
            .page(DemoPage.of(settings.pages(), senderKey))
            .environment(environment)
            .onWarning(this::say)
            .start();
  }

  private Path file(String name) {
    return settings.directory().resolve(name);
  }

  private void greet() throws IOException, InterruptedException {
    say("");
    say("Belfry is ready at " + server.url());
    say("Two people, two bells, to try it out: " + server.url().resolve("/"));
    Banner banner = new Banner(out, server.url());
    if (!settings.bringsSenderKeys() || !settings.bringsJwtKeys()) {
      banner.warn();
    }
    if (settings.bringsSenderKeys()) {
      banner.quiet();
    } else {
      banner.demo(DemoKeys.in(file("keys.properties")));
    }
    say("");
    say("Ctrl-C stops it.");
  }

  private void say(String line) {
    if (!stopping) { // what breaks while stopping is in the log
      out.println(line);
    }
  }

  /** In a shutdown hook, which may choose the exit code: being asked to stop is no failure. */
  private void stopOnSignal() {
    out.println("Stopping …");
    stopping = true;
    boolean stopped = stop();
    out.println(stopped ? "Stopped." : "Not everything could be stopped.");
    out.flush();
    Runtime.getRuntime().halt(stopped ? 0 : 1);
  }

  /** The server first: it may still have something to write to the database. */
  private synchronized boolean stop() {
    boolean serverStopped = close(server);
    boolean databaseStopped = close(database);
    return close(claim) && databaseStopped && serverStopped;
  }

  private boolean close(AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
      return true;
    } catch (Exception e) {
      out.println(e.getMessage());
      return false;
    }
  }
}
