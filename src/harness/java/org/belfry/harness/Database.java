package org.belfry.harness;

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
          "listen_addresses", "127.0.0.1",
          "unix_socket_directories", "");

  /** Long enough for the recovery after a crash. */
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);

  private static final Logger ZONKY = Logger.getLogger("io.zonky.test");

  private final Claim claim;
  private final Path directory;
  private final EmbeddedPostgres postgres;
  private final Optional<String> password;

  private Database(
      Claim claim, Path directory, EmbeddedPostgres postgres, Optional<String> password) {
    this.claim = claim;
    this.directory = directory;
    this.postgres = postgres;
    this.password = password;
  }

  /** Starts on a free port, after stopping a postmaster that a killed run left on the directory. */
  public static Database start(Path directory) throws IOException {
    return start(directory, FreePorts.next());
  }

  /** The same, which lets in nobody without the password. */
  public static Database start(Path directory, String password) throws IOException {
    return start(directory, FreePorts.next(), Optional.of(password));
  }

  /** The same on a chosen port, so that a test can stop a database and bring it back. */
  public static Database start(Path directory, int port) throws IOException {
    return start(directory, port, Optional.empty());
  }

  private static Database start(Path directory, int port, Optional<String> password)
      throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    Claim claim = claimed(absolute);
    try {
      return new Database(claim, absolute, launch(absolute, port, password), password);
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

  private static EmbeddedPostgres launch(Path directory, int port, Optional<String> password)
      throws IOException {
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
    DatabasePassword lock = new DatabasePassword(directory, password);
    try {
      lock.prepare(builder);
      EmbeddedPostgres postgres = builder.start();
      lock.shutOlder(postgres);
      return postgres;
    } catch (IOException | IllegalStateException e) {
      throw new IOException("PostgreSQL does not start in " + directory + ", see " + log, e);
    } finally {
      lock.forget();
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
    return password.orElse(USER); // without one PostgreSQL trusts the loopback address
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
