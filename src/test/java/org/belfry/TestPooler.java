package org.belfry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.belfry.harness.FreePorts;

/** A real PgBouncer before the test's database, where the program is installed. */
public final class TestPooler implements AutoCloseable {

  /** Why a test is skipped where it is not. */
  public static final String MISSING = "pgbouncer is not installed (Debian: pgbouncer)";

  private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

  private final Process process;
  private final int port;

  private TestPooler(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  public static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /** In this mode, before this port, with these lines of configuration more. */
  public static TestPooler start(String mode, int database, String... more) throws IOException {
    var port = FreePorts.next();
    // where an unprivileged user may look
    var directory = Files.createTempDirectory(Path.of("/tmp"), "belfry-pgbouncer");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    var configuration =
        directory.resolve("pgbouncer.ini"); // no password, no socket: the loopback address alone
    Files.writeString(
        configuration,
        """
        [databases]
        postgres = host=127.0.0.1 port=%d user=postgres
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        pool_mode = %s
        ignore_startup_parameters = extra_float_digits
        %s
        """
            .formatted(database, port, mode, String.join("\n", more)));
    var command = new ArrayList<>(List.of(PROGRAM.toString(), configuration.toString()));
    if (System.getProperty("user.name").equals("root")) { // as which it does not run
      command.addAll(0, List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    Awaitility.await("PgBouncer listens").until(() -> listens(port));
    return new TestPooler(process, port);
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
