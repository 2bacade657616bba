package org.belfry.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.UUID;
import org.belfry.demo.Database;
import org.belfry.demo.DemoKeys;
import org.belfry.demo.FreePorts;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Starts one empty PostgreSQL for all tests of a run on WildFly and says in system properties what
 * {@code arquillian.xml} and the tests need to know of it.
 */
public final class TestEnvironment implements LauncherSessionListener {

  private Database database;

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (System.getProperty("wildfly.home") != null) {
      startDatabase();
      makeKeys();
      System.setProperty("belfry.test.http-port", Integer.toString(FreePorts.next()));
      System.setProperty("belfry.test.management-port", Integer.toString(FreePorts.next()));
    }
  }

  private void startDatabase() {
    Path directory = Path.of(System.getProperty("belfry.test.directory"), "database");
    try {
      Database.delete(directory);
      database = Database.start(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("No database for the tests", e);
    }
    System.setProperty("belfry.test.db.url", database.url());
    System.setProperty("belfry.test.db.user", database.user());
    System.setProperty("belfry.test.db.password", database.password());
  }

  private static void makeKeys() {
    String senderKey = "tests-" + UUID.randomUUID();
    System.setProperty("belfry.test.sender-key", senderKey);
    System.setProperty("belfry.test.sender-key-sha256", DemoKeys.sha256(senderKey));
    System.setProperty("belfry.test.jwt-secret", UUID.randomUUID() + "-" + UUID.randomUUID());
  }

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    if (database != null) {
      try {
        database.close();
      } catch (IOException e) {
        throw new UncheckedIOException("The database of the tests does not stop", e);
      }
    }
  }
}
