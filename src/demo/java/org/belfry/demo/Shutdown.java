package org.belfry.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;

/**
 * Stops what a run has started, the last first, whatever fails on the way. What it says goes
 * straight to the process' output: Maven's own stream is taken down by another shutdown hook
 * meanwhile, and a {@code println} on that has been seen to throw, which ended this one unheard.
 */
final class Shutdown {

  /** What is started, or says why it can't be. */
  @FunctionalInterface
  interface Starter<T extends AutoCloseable> {
    T start() throws IOException;
  }

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final PrintStream out;
  private volatile boolean begun;

  Shutdown(PrintStream out) {
    this.out = out;
  }

  /** Starts a part and remembers it, unless the run is being stopped. */
  synchronized <T extends AutoCloseable> T start(Starter<T> starter) throws IOException {
    if (begun) {
      throw new IOException("The run is being stopped.");
    }
    T part = starter.start();
    started.push(part);
    return part;
  }

  /** Whether a signal has come. */
  boolean hasBegun() {
    return begun;
  }

  /**
   * In a shutdown hook, which may choose the exit code: being asked to stop is no failure.
   *
   * @param halt ends the JVM with a code
   */
  void onSignal(IntConsumer halt) {
    begun = true;
    int code = 1;
    try {
      say("Stopping …");
      boolean stopped = stop();
      say(stopped ? "Stopped." : "Not everything could be stopped.");
      code = stopped ? 0 : 1;
    } finally {
      halt.accept(code);
    }
  }

  /** Whether everything is stopped. */
  synchronized boolean stop() {
    boolean stopped = true;
    while (!started.isEmpty()) {
      stopped &= close(started.pop());
    }
    return stopped;
  }

  /** Classes may be gone, too: a build may have cleaned what this JVM was started from. */
  private boolean close(AutoCloseable part) {
    try {
      part.close();
      return true;
    } catch (Exception | LinkageError e) {
      say(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void say(String line) {
    try {
      out.println(line);
      out.flush();
    } catch (RuntimeException | Error e) {
      // said or not: what was started has to be stopped
    }
  }
}
