package org.belfry.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Runs Belfry in the foreground: a database unless one is given, a WildFly with the packaged WAR at
 * {@code /}, and what to paste to see a notification arrive. Ctrl-C stops the server first and the
 * database after it.
 */
public final class Run {

  private static final Path STATE = Path.of(".belfry").toAbsolutePath();

  private Database database;
  private WildFly server;
  private volatile boolean stopping;
  private final CountDownLatch stopped = new CountDownLatch(1);

  private Run() {}

  /** Returns when the server has ended by itself, with an exception. */
  public static void main(String[] arguments) throws Exception {
    var run = new Run();
    Runtime.getRuntime().addShutdownHook(new Thread(run::stop, "belfry-stop"));
    run.start();
    run.server.process().waitFor();
    if (run.stopping) {
      run.stopped.await();
    } else {
      run.stop();
      throw new IllegalStateException("the server has ended; see " + run.server.log());
    }
  }

  private void start() throws IOException, InterruptedException {
    var environment = new HashMap<String, String>();
    var given = System.getenv();
    if (!given.containsKey("BELFRY_DB_URL")) {
      say("starting PostgreSQL in " + relative(STATE.resolve("postgres")));
      database = new Database(STATE.resolve("postgres"));
      environment.put("BELFRY_DB_URL", database.url());
      environment.put("BELFRY_DB_USER", database.user());
    }
    var keys = DemoKeys.in(STATE.resolve("keys.properties"));
    environment.putIfAbsent(
        "BELFRY_API_KEYS",
        given.getOrDefault("BELFRY_API_KEYS", DemoKeys.configured("demo", keys.senderKey())));
    if (!given.containsKey("BELFRY_JWT_SECRET") && !given.containsKey("BELFRY_JWT_JWKS")) {
      environment.put("BELFRY_JWT_SECRET", keys.jwtSecret());
    }
    var port = Integer.parseInt(given.getOrDefault("BELFRY_HTTP_PORT", "8080"));
    say("starting WildFly on port " + port);
    server =
        new WildFly(
            Path.of(System.getProperty("wildfly.home")),
            STATE.resolve("wildfly"),
            Path.of(System.getProperty("belfry.war")),
            "/",
            port,
            environment);
    try {
      server.awaitReady();
    } catch (IOException e) {
      stop();
      throw e;
    }
    welcome(given, keys);
  }

  private void welcome(Map<String, String> given, DemoKeys keys) {
    say("Belfry is ready at " + server.address() + "/   (log: " + relative(server.log()) + ")");
    if (given.containsKey("BELFRY_API_KEYS")) {
      say("sender keys: those of BELFRY_API_KEYS");
    } else {
      print(Welcome.text(server.address(), keys.senderKey()));
    }
    say("Ctrl-C stops it.");
  }

  private synchronized void stop() {
    if (stopping) {
      return;
    }
    stopping = true;
    try {
      if (server != null) {
        say("stopping the server");
        server.stop();
      }
      if (database != null) {
        say("stopping PostgreSQL");
        database.close();
      }
    } catch (IOException e) {
      say("PostgreSQL did not stop cleanly: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      stopped.countDown();
    }
  }

  private static String relative(Path path) {
    var here = Path.of("").toAbsolutePath();
    return path.startsWith(here) && Files.exists(here)
        ? here.relativize(path).toString()
        : "" + path;
  }

  private static void say(String line) {
    print("belfry: " + line);
  }

  private static void print(String text) {
    System.out.println(text);
    System.out.flush();
  }
}
