package org.belfry.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A PostgreSQL on the loopback address whose data directory survives restarts and whose commits
 * survive a power cut.
 */
public final class Database implements AutoCloseable {

  private static final String USER = "postgres";

  /** Embedded PostgreSQL is made for tests and gives durability away; Belfry promises it. */
  private static final Map<String, String> CONFIG =
      Map.of(
          "fsync", "on",
          "synchronous_commit", "on",
          "full_page_writes", "on",
          "max_connections", "100",
          "listen_addresses", "127.0.0.1");

  /** Long enough for the recovery after a crash. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  private static final Logger ZONKY = Logger.getLogger("io.zonky.test");

  private final Claim claim;
  private final Path directory;
  private final EmbeddedPostgres postgres;

  private Database(Claim claim, Path directory, EmbeddedPostgres postgres) {
    this.claim = claim;
    this.directory = directory;
    this.postgres = postgres;
  }

  /** Starts on a free port, after stopping a postmaster that a killed run left on the directory. */
  public static Database start(Path directory) throws IOException {
    return start(directory, FreePorts.next());
  }

  /** The same on a chosen port, so that a test can stop a database and bring it back. */
  public static Database start(Path directory, int port) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    Claim claim = claimed(absolute);
    try {
      return new Database(claim, absolute, launch(absolute, port));
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /** Forgets everything that an earlier run left in the directory. */
  public static void delete(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    Claim claim = claimed(absolute);
    try {
      Trees.delete(absolute);
    } finally {
      claim.close();
    }
  }

  private static Claim claimed(Path directory) throws IOException {
    Claim claim = Claim.on(directory);
    try {
      Optional<Leftover> leftover = postmaster(directory);
      if (leftover.isPresent()) {
        leftover.get().stop("INT"); // "fast": does not wait for clients
      }
      return claim;
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  private static EmbeddedPostgres launch(Path directory, int port) throws IOException {
    ZONKY.setLevel(Level.WARNING);
    File log = log(directory).toFile();
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false) // the server is to stop before its database
            .setPort(port)
            .setPGStartupWait(START_PATIENCE)
            .setOutputRedirector(Redirect.appendTo(log)); // a pipe would die with this JVM
    CONFIG.forEach(builder::setServerConfig);
    try {
      return builder.start();
    } catch (IOException | IllegalStateException e) {
      throw new IOException("PostgreSQL does not start in " + directory + ", see " + log, e);
    }
  }

  private static Path log(Path directory) {
    return directory.resolveSibling(directory.getFileName() + ".log");
  }

  private static Optional<Leftover> postmaster(Path directory) throws IOException {
    return Leftover.of(directory.resolve("postmaster.pid"), directory);
  }

  /** The JDBC address without user and password. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
  }

  public String user() {
    return USER;
  }

  public String password() {
    return USER; // PostgreSQL trusts the loopback address and looks at no password
  }

  public int port() {
    return postgres.getPort();
  }

  /** Stops PostgreSQL, cutting its clients off, and returns when its process is gone. */
  @Override
  public void close() throws IOException {
    Optional<Leftover> postmaster = postmaster(directory);
    postgres.close();
    if (postmaster.isPresent()) {
      postmaster.get().awaitEnd(START_PATIENCE); // its own stop command gives up after 5 s
    }
    claim.close();
  }
}
