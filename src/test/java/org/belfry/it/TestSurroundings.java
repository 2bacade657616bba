package org.belfry.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.belfry.demo.DemoKeys;
import org.belfry.harness.Database;
import org.belfry.harness.FreePorts;
import org.belfry.harness.Launch;
import org.belfry.harness.Server;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * What integration tests need around the server: a PostgreSQL, free ports and keys, there before
 * Arquillian reads its configuration. Unit tests have no server and get nothing.
 */
public final class TestSurroundings implements LauncherSessionListener {

  // without blanks, because they go through a command line
  static final String SENDER_KEY = "the-key-of-the-tests";

  /** Of a sender who is no operator. */
  static final String OTHER_KEY = "another-key-of-the-tests";

  static final String JWT_SECRET = "a-secret-of-the-tests,-long-enough-for-HS256";

  private static final Path SERVER_DIRECTORY = Path.of("target", "it-server").toAbsolutePath();

  private Database database;
  private Server payara;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (System.getProperty("server.home") == null) {
      return;
    }
    try {
      database = Database.start(Files.createTempDirectory(Path.of("target"), "it-postgres"));
      System.setProperty("belfry.test.db.url", database.url());
      System.setProperty("belfry.test.db.user", database.user());
      System.setProperty("belfry.test.server-directory", "" + SERVER_DIRECTORY);
      System.setProperty("belfry.test.http-port", "" + FreePorts.next());
      System.setProperty("belfry.test.management-port", "" + FreePorts.next());
      System.setProperty("belfry.test.server-properties", properties());
      if (isPayara()) {
        startPayara();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("no surroundings for the tests", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted before the tests", e);
    }
  }

  /** Whether the tests run on Payara; otherwise they do on WildFly. */
  static boolean isPayara() {
    return System.getProperty("arquillian.launch").equals("payara");
  }

  /** Arquillian's container for Payara deploys into a server that runs already. */
  private void startPayara() throws IOException, InterruptedException {
    payara =
        Launch.bare(Path.of(System.getProperty("server.home")))
            .in(SERVER_DIRECTORY)
            .port(Integer.getInteger("belfry.test.http-port"))
            .managementPort(Integer.getInteger("belfry.test.management-port"))
            .environment(asVariables(settings(database)))
            .start()
            .awaitReady(Duration.ofMinutes(4));
  }

  private static Map<String, String> asVariables(Map<String, String> properties) {
    return properties.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> entry.getKey().toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "_"),
                Map.Entry::getValue));
  }

  private String properties() {
    var properties = new LinkedHashMap<String, String>();
    properties.put("jboss.http.port", System.getProperty("belfry.test.http-port"));
    properties.put("jboss.https.port", "" + FreePorts.next());
    properties.put("jboss.management.http.port", System.getProperty("belfry.test.management-port"));
    settings(database).forEach((name, value) -> properties.put(name, value.replace(" ", "_")));
    return properties.entrySet().stream()
        .map(entry -> "-D" + entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  /** The settings of a server under test, as properties. */
  private static Map<String, String> settings(Database database) {
    return Map.of(
        "belfry.db.url",
        database.url(),
        "belfry.db.user",
        database.user(),
        "belfry.api-keys",
        "tests:" + DemoKeys.sha256(SENDER_KEY) + ",other:" + DemoKeys.sha256(OTHER_KEY),
        "belfry.console.senders",
        "tests",
        "belfry.jwt.secret",
        JWT_SECRET,
        "belfry.origins",
        "https://allowed.example",
        "belfry.live.write-seconds",
        "3",
        "belfry.live.ping-seconds",
        "2",
        "belfry.live.silent-seconds",
        "4");
  }

  /** The same settings as environment variables, for servers that tests start themselves. */
  static Map<String, String> environment() {
    return Map.of(
        "BELFRY_DB_URL",
        System.getProperty("belfry.test.db.url"),
        "BELFRY_DB_USER",
        System.getProperty("belfry.test.db.user"),
        "BELFRY_API_KEYS",
        "tests:" + DemoKeys.sha256(SENDER_KEY),
        "BELFRY_JWT_SECRET",
        JWT_SECRET);
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    try {
      close(payara);
    } finally {
      close(database);
    }
  }

  private static void close(AutoCloseable part) {
    try {
      if (part != null) {
        part.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("not everything could be stopped", e);
    }
  }
}
