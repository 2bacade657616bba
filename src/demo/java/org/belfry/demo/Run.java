package org.belfry.demo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.belfry.harness.Claim;
import org.belfry.harness.Database;
import org.belfry.harness.DemoPage;
import org.belfry.harness.Home;
import org.belfry.harness.Launch;
import org.belfry.harness.OwnerOnly;
import org.belfry.harness.Server;
import org.belfry.ops.SettingsCheck;

/** Belfry in the foreground: PostgreSQL, the server and the WAR, until Ctrl-C or SIGTERM. */
public final class Run {

  private static final Duration READY_PATIENCE = Duration.ofMinutes(4);

  private final PrintStream out;
  private final RunSettings settings;
  private final Shutdown shutdown;
  private volatile boolean isReady;
  private Server server;

  private Run(RunSettings settings, PrintStream out) {
    this.settings = settings;
    this.out = out;
    this.shutdown = new Shutdown(out);
  }

  /** Ends with 0 when asked to stop, with 1 when the server could not start or died. */
  public static void main(String[] arguments) {
    Run run = new Run(RunSettings.ofThisProcess(), console());
    Thread hook =
        new Thread(() -> run.shutdown.onSignal(Runtime.getRuntime()::halt), "belfry-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    run.untilTheServerEnds();
    if (!run.shutdown.hasBegun()) {
      Runtime.getRuntime().removeShutdownHook(hook);
    }
    System.exit(1); // only waits if the hook is at work, which ends the JVM itself
  }

  /** The output of the process itself: see {@link Shutdown} for what Maven's does at the end. */
  static PrintStream console() {
    String encoding =
        System.getProperty("stdout.encoding", System.getProperty("native.encoding", "UTF-8"));
    return new PrintStream(
        new FileOutputStream(FileDescriptor.out), true, Charset.forName(encoding));
  }

  private void untilTheServerEnds() {
    try {
      start();
      server.awaitReady(READY_PATIENCE);
      isReady = true;
      greet();
      int code = server.awaitEnd();
      say("The server ended by itself with code " + code + ", see " + server.log() + ".");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | IllegalArgumentException e) {
      say(e.getMessage());
    }
    shutdown.stop();
  }

  private void start() throws IOException {
    int port = settings.httpPort();
    OwnerOnly.directory(settings.directory());
    shutdown.start(() -> Claim.on(file("run")));
    DemoKeys keys = DemoKeys.in(file("keys.properties"));
    Map<String, String> missing = new HashMap<>(settings.missing(keys));
    check(missing);
    if (settings.bringsDatabase()) {
      DatabaseProbe.of(settings.environment()).requireAnswer();
    } else {
      startDatabase(keys, missing);
    }
    startServer(port, keys, missing);
  }

  /** As Belfry itself will, but before anything is started. */
  private void check(Map<String, String> missing) {
    Map<String, String> all = new HashMap<>(settings.environment());
    all.putAll(missing);
    SettingsCheck check = SettingsCheck.of(all);
    check.warnings().forEach(this::say);
    if (!check.mistakes().isEmpty()) {
      throw new IllegalArgumentException(
          String.join(System.lineSeparator(), check.mistakes())
              + System.lineSeparator()
              + "Nothing was started. All settings are in docs/configuration.md.");
    }
  }

  private void startDatabase(DemoKeys keys, Map<String, String> environment) throws IOException {
    say("Starting PostgreSQL in " + file("database") + " …");
    Database database =
        shutdown.start(() -> Database.start(file("database"), keys.databasePassword()));
    environment.put("BELFRY_DB_URL", database.url());
    environment.put("BELFRY_DB_USER", database.user());
    environment.put("BELFRY_DB_PASSWORD", database.password());
  }

  private void startServer(int port, DemoKeys keys, Map<String, String> environment)
      throws IOException {
    String name = Home.at(settings.home()).name();
    say("Starting " + name + " with Belfry, its log is " + file("server.log") + " …");
    Optional<String> senderKey =
        settings.bringsSenderKeys() ? Optional.empty() : Optional.of(keys.senderKey());
    Launch launch =
        Launch.of(settings.home(), settings.war())
            .in(file("server"))
            .port(port)
            .context("/belfry")
            .page(DemoPage.of(settings.pages(), senderKey))
            .environment(environment)
            .onWarning(this::pass);
    server = shutdown.start(launch::start);
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

  /** What goes wrong before is told as the one reason why the server is not ready. */
  private void pass(String warning) {
    if (isReady) {
      say(warning);
    }
  }

  private void say(String line) {
    if (!shutdown.hasBegun()) { // what breaks while stopping is in the log
      out.println(line);
    }
  }
}
