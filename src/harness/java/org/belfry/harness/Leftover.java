package org.belfry.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that outlived the run which started it, known by its pid file and by the directory in
 * its command line, since the number alone may long belong to somebody else.
 */
final class Leftover {

  private static final int PATIENCE_SECONDS = 30;

  private final ProcessHandle process;

  private Leftover(ProcessHandle process) {
    this.process = process;
  }

  static Optional<Leftover> of(Path pidFile, Path directory) throws IOException {
    if (!Files.isRegularFile(pidFile)) {
      return Optional.empty();
    }
    return Files.readAllLines(pidFile).stream()
        .limit(1)
        .map(String::strip)
        .filter(line -> line.matches("\\d{1,18}"))
        .map(Long::valueOf)
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .filter(process -> runsIn(directory, process))
        .map(Leftover::new)
        .findFirst();
  }

  private static boolean runsIn(Path directory, ProcessHandle process) {
    return process.info().commandLine().orElse("").contains(directory.toString());
  }

  /** Sends the signal by its name, SIGTERM where the system knows no names; SIGKILL if ignored. */
  void stop(String signal) throws IOException {
    try {
      if (new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor()
          != 0) {
        process.destroy();
      }
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      process.onExit().join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while stopping process " + process.pid(), e);
    } catch (ExecutionException e) {
      throw new IOException("Cannot wait for process " + process.pid(), e);
    }
  }

  /** Waits for a process that others have asked to end. */
  void awaitEnd(Duration patience) throws IOException {
    try {
      process.onExit().get(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while process " + process.pid() + " ends", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Process " + process.pid() + " does not end", e);
    }
  }
}
