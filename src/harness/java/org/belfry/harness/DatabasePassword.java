package org.belfry.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a PostgreSQL ask for a password, from the first moment it listens. Embedded PostgreSQL is
 * made for tests and trusts whoever is on this machine.
 */
final class DatabasePassword {

  private static final String METHOD = "scram-sha-256";
  private static final int ATTEMPTS = 200;
  private static final int PAUSE_MILLIS = 50;

  private final Path directory;
  private final Optional<String> password;

  DatabasePassword(Path directory, Optional<String> password) {
    this.directory = directory;
    this.password = password;
  }

  /** Options of {@code initdb}, which runs once in the life of a directory, and of who waits. */
  void prepare(EmbeddedPostgres.Builder builder) throws IOException {
    if (password.isPresent()) {
      builder
          .setLocaleConfig("pwfile", OwnerOnly.write(file(), password.get()).toString())
          .setLocaleConfig("auth-host", METHOD)
          .setLocaleConfig("auth-local", METHOD)
          .setConnectConfig("password", password.get())
          // a directory that all share could be filled by somebody else first
          .setOverrideWorkingDirectory(
              OwnerOnly.directory(directory.resolveSibling("postgresql")).toFile());
    }
  }

  /** A directory that was made without a password gets it now. */
  void shutOlder(EmbeddedPostgres postgres) throws IOException {
    Path rules = directory.resolve("pg_hba.conf");
    String text = Files.readString(rules);
    String shut = text.replaceAll("(?m)^(\\w.*\\s)trust\\s*$", "$1" + METHOD);
    if (password.isEmpty() || shut.equals(text)) {
      return;
    }
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("alter role postgres password '" + password.get() + "'");
      Files.writeString(rules, shut);
      statement.execute("select pg_reload_conf()");
    } catch (SQLException e) {
      throw new IOException("no password could be given to the database in " + directory, e);
    }
    awaitShut(postgres);
  }

  /** The postmaster reads its rules again when it comes to it. */
  private static void awaitShut(EmbeddedPostgres postgres) throws IOException {
    try {
      for (int i = 0; i < ATTEMPTS; i++) {
        if (!isOpen(postgres)) {
          return;
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new IOException("PostgreSQL goes on without a password");
  }

  private static boolean isOpen(EmbeddedPostgres postgres) {
    var stranger = Map.of("password", "none");
    try {
      postgres.getDatabase("postgres", "postgres", stranger).getConnection().close();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  /** Deletes what only {@code initdb} had to read. */
  void forget() throws IOException {
    Files.deleteIfExists(file());
  }

  private Path file() {
    return directory.resolveSibling(directory.getFileName() + ".password");
  }
}
