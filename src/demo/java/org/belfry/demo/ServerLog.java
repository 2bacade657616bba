package org.belfry.demo;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Writes what a server process prints to a file and passes warnings and errors on. */
final class ServerLog implements Runnable {

  private static final Pattern COLOURS = Pattern.compile("\u001B\\[[0-9;]*m");
  private static final Pattern ENTRY =
      Pattern.compile("^[\\d:,. -]+(TRACE|DEBUG|INFO|WARN|ERROR|FATAL) .*");
  private static final Pattern GRAVE = Pattern.compile("^[\\d:,. -]+(WARN|ERROR|FATAL) .*");

  private final Process process;
  private final Path file;
  private final Consumer<String> warnings;
  private final Thread thread = new Thread(this, "server-log");

  /** Before the first entry of the log it is the JVM itself that speaks, never idly. */
  private boolean grave = true;

  private ServerLog(Process process, Path file, Consumer<String> warnings) {
    this.process = process;
    this.file = file;
    this.warnings = warnings;
  }

  /** Begins a new file, keeping the one before it as {@code ….previous}. */
  static ServerLog follow(Process process, Path file, Consumer<String> warnings)
      throws IOException {
    if (Files.exists(file)) {
      Path previous = file.resolveSibling(file.getFileName() + ".previous");
      Files.move(file, previous, StandardCopyOption.REPLACE_EXISTING);
    }
    ServerLog log = new ServerLog(process, file, warnings);
    log.thread.setDaemon(true);
    log.thread.start();
    return log;
  }

  @Override
  public void run() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        BufferedWriter out = Files.newBufferedWriter(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        write(COLOURS.matcher(line).replaceAll(""), out);
      }
    } catch (IOException e) {
      warnings.accept("The server's output is lost from here on: " + e);
    }
  }

  private void write(String line, BufferedWriter out) throws IOException {
    out.write(line);
    out.newLine();
    out.flush();
    if (ENTRY.matcher(line).matches()) {
      grave = GRAVE.matcher(line).matches();
    }
    if (grave) {
      warnings.accept(line);
    }
  }

  Path file() {
    return file;
  }

  /** Returns when the last line of an ended process is in the file. */
  void awaitEnd() throws InterruptedException {
    thread.join();
  }
}
