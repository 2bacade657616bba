package org.belfry.demo;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.wildfly.core.launcher.Launcher;
import org.wildfly.core.launcher.StandaloneCommandBuilder;

/**
 * A WildFly in a process of its own, with a base directory of its own, so that the provisioned
 * server stays as it is and several can run side by side.
 */
public final class WildFly {

  private static final Duration READY_WITHIN = Duration.ofSeconds(90);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(40);

  private final URI address;
  private final Path base;
  private final Process process;

  /**
   * Starts the server; returns at once.
   *
   * @param home the provisioned server
   * @param base made anew from the provisioned one
   * @param context {@code /} or {@code /name}
   * @param environment for the server, besides this process's own
   */
  public WildFly(
      Path home, Path base, Path war, String context, int port, Map<String, String> environment)
      throws IOException {
    address = URI.create("http://localhost:" + port + (context.equals("/") ? "" : context));
    this.base = base;
    delete(base);
    copy(home.resolve("standalone"), base);
    var name = context.equals("/") ? "ROOT" : context.substring(1);
    Files.copy(
        war, base.resolve("deployments/" + name + ".war"), StandardCopyOption.REPLACE_EXISTING);
    Files.createFile(base.resolve("deployments/" + name + ".war.dodeploy"));
    process =
        Launcher.of(command(home, base, port))
            .addEnvironmentVariables(environment)
            .setRedirectErrorStream(true)
            .redirectOutput(base.resolve("console.log"))
            .launch();
  }

  private static StandaloneCommandBuilder command(Path home, Path base, int port)
      throws IOException {
    var options = System.getenv("JAVA_OPTS");
    return StandaloneCommandBuilder.of(home)
        .setBaseDirectory(base)
        .setJavaOptions(options == null || options.isBlank() ? "-Xmx512m" : options)
        .addServerArgument("-Djboss.http.port=" + port)
        .addServerArgument("-Djboss.https.port=" + freePort())
        .addServerArgument("-Djboss.management.http.port=" + freePort());
  }

  /** A port that was free a moment ago. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Where Belfry answers, without a slash at the end. */
  public URI address() {
    return address;
  }

  public Process process() {
    return process;
  }

  /** What the server says of itself. */
  public Path log() {
    return base.resolve("log/server.log");
  }

  /**
   * Waits until Belfry is ready.
   *
   * @throws IOException with the reason, when the deployment fails or the server ends
   */
  public void awaitReady() throws IOException, InterruptedException {
    var client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    var request = HttpRequest.newBuilder(URI.create(address + "/health/ready")).build();
    var deadline = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < deadline) {
      if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
        throw new IOException("the server has ended; see " + log());
      }
      if (hasFailed()) {
        throw new IOException("Belfry was not deployed: " + reason());
      }
      if (answers(client, request)) {
        return;
      }
    }
    throw new IOException("the server is not ready after " + READY_WITHIN + "; see " + log());
  }

  private static boolean answers(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean hasFailed() throws IOException {
    try (var files = Files.list(base.resolve("deployments"))) {
      return files.anyMatch(file -> file.toString().endsWith(".failed"));
    }
  }

  private String reason() throws IOException {
    var lines = Files.readAllLines(log());
    var from = lines.size() - 1;
    while (from > 0 && !lines.get(from).contains("Belfry does not start")) {
      from--;
    }
    return from == 0
        ? "see " + log()
        : String.join("\n", lines.subList(from, Math.min(from + 12, lines.size())));
  }

  /** Asks the server to stop (SIGTERM) and waits; one that does not is killed. */
  public void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOPPED_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
      kill();
    }
  }

  /** Kills the server (SIGKILL), as a power cut would. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            var relative = from.relativize(directory).toString();
            if (relative.equals("log") || relative.equals("tmp") || relative.equals("data")) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(relative));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
