package org.belfry.bench.peer;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.belfry.bench.load.Server;

/** A peer that is one process of our own. */
final class ServerProcess implements Peer {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int STOP_SECONDS = 10;

  private final Process process;
  private final Server server;
  private final boolean jvm;

  private ServerProcess(Process process, Server server, boolean jvm) {
    this.process = process;
    this.server = server;
    this.jvm = jvm;
  }

  /** Returns when it listens. */
  static Peer start(ProcessBuilder builder, Server server, boolean jvm, Path log)
      throws IOException, InterruptedException {
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    var peer = new ServerProcess(builder.start(), server, jvm);
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!peer.listens()) {
      if (peer.process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
        peer.close();
        throw new IOException("The server did not start, see " + log);
      }
    }
    return peer;
  }

  private boolean listens() {
    try (var socket = new Socket()) {
      socket.connect(server.address(), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
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
    return jvm;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
