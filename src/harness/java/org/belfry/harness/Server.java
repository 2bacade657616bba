package org.belfry.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A running server process with Belfry in it. */
public final class Server implements AutoCloseable {

  private static final int STOP_SECONDS = 30;
  private static final int POLL_MILLIS = 100;

  private final Process process;
  private final Home home;
  private final Home.Plan plan;
  private final ServerLog log;
  private final Claim claim;

  Server(Process process, Home home, Home.Plan plan, ServerLog log, Claim claim) {
    this.process = process;
    this.home = home;
    this.plan = plan;
    this.log = log;
    this.claim = claim;
  }

  /** The address of the application, ending in a slash. */
  public URI url() {
    String path = plan.context().endsWith("/") ? plan.context() : plan.context() + "/";
    return URI.create("http://localhost:" + plan.httpPort() + path);
  }

  public long pid() {
    return process.pid();
  }

  public int managementPort() {
    return plan.managementPort();
  }

  public Path log() {
    return log.file();
  }

  /**
   * Returns when {@code health/ready} answers 200, or ends the process and says why it will not. A
   * server without Belfry is ready as soon as it answers.
   */
  public Server awaitReady(Duration patience) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isReady(client)) {
      Optional<String> failure = failure();
      if (failure.isEmpty() && System.nanoTime() > deadline) {
        failure = Optional.of(home.name() + " is not ready after " + patience.toSeconds() + " s.");
      }
      if (failure.isPresent()) {
        kill();
        throw new IOException(report(failure.get()));
      }
    }
    return this;
  }

  /** Pauses before the next question, unless the process ends meanwhile. */
  private Optional<String> failure() throws IOException, InterruptedException {
    if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      log.awaitEnd();
      String said = log.first().map(line -> ": " + line).orElse(".");
      return Optional.of(home.name() + " ended with code " + process.exitValue() + said);
    }
    return home.failure(plan.base(), log())
        .map(reason -> home.name() + " could not deploy Belfry: " + reason);
  }

  private boolean isReady(HttpClient client) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url().resolve("health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      return status == 200 || plan.war().isEmpty();
    } catch (IOException e) {
      return false; // not listening yet
    }
  }

  private String report(String reason) {
    return reason + System.lineSeparator() + "The whole log is in " + log.file() + ".";
  }

  /** Waits for the process to end by itself or by others, and answers its exit code. */
  public int awaitEnd() throws InterruptedException {
    int code = process.waitFor();
    log.awaitEnd();
    return code;
  }

  /** SIGTERM, and SIGKILL to a server that is still there half a minute later. */
  public void stop() throws IOException {
    process.toHandle().destroy(); // Process.destroy would close the pipe before the last words
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.toHandle().destroyForcibly();
        process.waitFor();
      }
      log.awaitEnd();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the server stops", e);
    } finally {
      claim.close();
    }
  }

  /** SIGKILL: the end a power cut would make. */
  public void kill() throws IOException, InterruptedException {
    process.toHandle().destroyForcibly();
    process.waitFor();
    log.awaitEnd();
    claim.close();
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
