package org.belfry.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL of its own on the loopback interface, with a data directory that survives restarts
 * and with real durability: what was acknowledged is on disk.
 */
public final class Database implements AutoCloseable {

  private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);

  private final EmbeddedPostgres postgres;

  /** Starts the server; one that a killed run has left behind is stopped first. */
  public Database(Path directory) throws IOException {
    stopLeftover(directory.resolve("postmaster.pid"));
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPGStartupWait(STARTS_WITHIN)
            // the library is meant for tests and switches durability off
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("max_connections", "100")
            .setServerConfig("shared_buffers", "128MB")
            .setServerConfig("listen_addresses", "localhost")
            .setServerConfig("log_min_messages", "warning")
            .start();
  }

  public String url() {
    return "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
  }

  /** The embedded server trusts everybody who reaches it; only this machine does. */
  public String user() {
    return "postgres";
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }

  private static void stopLeftover(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return;
    }
    var pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
    var leftover = ProcessHandle.of(pid).filter(Database::isPostgres);
    if (leftover.isPresent()) {
      leftover.get().destroy();
      awaitExit(leftover.get());
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(command -> command.contains("postgres")).orElse(false);
  }

  private static void awaitExit(ProcessHandle process) throws IOException {
    try {
      process.onExit().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("a PostgreSQL of an earlier run does not stop: " + process.pid(), e);
    }
  }
}
