package org.belfry.demo;

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
public final class WildFly implements AutoCloseable {

  private static final int STOP_SECONDS = 30;
  private static final int POLL_MILLIS = 100;

  private final Process process;
  private final Place place;
  private final ServerLog log;
  private final Claim claim;

  WildFly(Process process, Place place, ServerLog log, Claim claim) {
    this.process = process;
    this.place = place;
    this.log = log;
    this.claim = claim;
  }

  /** Where a server is to be found. */
  record Place(int port, String context, ServerBase base) {}

  /** The address of the application, ending in a slash. */
  public URI url() {
    String path = place.context().endsWith("/") ? place.context() : place.context() + "/";
    return URI.create("http://localhost:" + place.port() + path);
  }

  public long pid() {
    return process.pid();
  }

  public Path log() {
    return log.file();
  }

  /**
   * Returns when {@code health/ready} answers 200, or ends the process and says why it will not.
   */
  public WildFly awaitReady(Duration patience) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isReady(client)) {
      Optional<String> failure = failure();
      if (failure.isEmpty() && System.nanoTime() > deadline) {
        failure = Optional.of("Belfry is not ready after " + patience.toSeconds() + " s.");
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
      return Optional.of("WildFly ended with code " + process.exitValue() + ".");
    }
    return place.base().failure().map(reason -> "WildFly could not deploy Belfry: " + reason);
  }

  private boolean isReady(HttpClient client) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url().resolve("health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
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
