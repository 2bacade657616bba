package org.belfry.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.belfry.bench.load.BelfryDialect;
import org.belfry.bench.load.Server;
import org.belfry.harness.Database;
import org.belfry.harness.FreePorts;
import org.belfry.harness.Launch;

/** Belfry as the demo run starts it. */
public final class Belfry implements Peer {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final org.belfry.harness.Server process;
  private final Server server;
  private final Tokens tokens;

  private Belfry(org.belfry.harness.Server process, Server server, Tokens tokens) {
    this.process = process;
    this.server = server;
    this.tokens = tokens;
  }

  static Belfry start(Path directory, Database database, String url, Keys keys)
      throws IOException, InterruptedException {
    var port = FreePorts.next();
    var process =
        Launch.of(
                Path.of(System.getProperty("wildfly.home")),
                Path.of(System.getProperty("belfry.war")))
            .in(directory)
            .port(port)
            .environment(
                Map.of(
                    "BELFRY_API_KEYS", keys.configured(),
                    "BELFRY_JWT_SECRET", keys.secret(),
                    "BELFRY_DB_URL", url,
                    "BELFRY_DB_USER", database.user(),
                    "BELFRY_DB_PASSWORD", database.password(),
                    // one sender sends everything
                    "BELFRY_LIMITS_SENDS_PER_SECOND", "0",
                    // measure 10 waits for a purge
                    "BELFRY_RETENTION_WALK_SECONDS", "5"))
            .start()
            .awaitReady(PATIENCE);
    var tokens = new Tokens(keys.secret());
    var server = new Server(port, keys.sender(), new BelfryDialect(tokens::of));
    return new Belfry(process, server, tokens);
  }

  /** A token of this user. */
  public String token(String user) {
    return tokens.of(user);
  }

  @Override
  public Server server() {
    return server;
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public boolean isJvm() {
    return true;
  }

  @Override
  public void close() throws IOException {
    process.stop();
  }
}
