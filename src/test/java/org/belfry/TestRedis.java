package org.belfry;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.belfry.harness.FreePorts;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.ClientType;
import redis.clients.jedis.params.ClientKillParams;

/** A real Redis on the loopback address that keeps nothing, where the program is installed. */
public final class TestRedis implements AutoCloseable {

  /** Why a test is skipped where it is not. */
  public static final String MISSING = "redis-server is not installed (Debian: redis-server)";

  private final Process process;
  private final int port;

  private TestRedis(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  public static boolean isInstalled() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(directory -> new File(directory, "redis-server").canExecute());
  }

  public static TestRedis start() throws IOException {
    return start(FreePorts.next());
  }

  /** The same on a chosen port, so that a test can stop it and bring it back. */
  public static TestRedis start(int port) throws IOException {
    var process =
        new ProcessBuilder("redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    var redis = new TestRedis(process, port);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Awaitility.await("Redis listens").until(redis::listens);
    return redis;
  }

  private boolean listens() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  public URI address() {
    return URI.create("redis://127.0.0.1:" + port);
  }

  /** Cuts off everybody who subscribes. */
  public void killClients() {
    try (var redis = new Jedis("127.0.0.1", port)) {
      redis.clientKill(new ClientKillParams().type(ClientType.PUBSUB));
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
