package org.belfry;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.belfry.harness.Database;
import org.belfry.store.Store;
import org.belfry.store.StoreSettings;

/** A real PostgreSQL without a container, one for all tests of a JVM. */
public final class TestDatabase {

  private static Database database;
  private static Store store;

  private TestDatabase() {}

  /** The database, started at the first call. */
  public static synchronized Database get() {
    if (database == null) {
      try {
        database = Database.start(Files.createTempDirectory(Path.of("target"), "test-postgres"));
      } catch (IOException e) {
        throw new UncheckedIOException("no PostgreSQL to test with", e);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(TestDatabase::close));
    }
    return database;
  }

  /** Belfry's store in it, with its schema. */
  public static synchronized Store store() {
    if (store == null) {
      var url = Optional.of(get().url());
      store =
          new Store(
              new StoreSettings(url, Optional.of(get().user()), Optional.empty(), "", 12),
              new SimpleMeterRegistry());
    }
    return store;
  }

  private static void close() {
    try {
      database.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
