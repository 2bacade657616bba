package org.belfry.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes what a server process prints to a file and passes warnings and errors on. */
final class ServerLog implements Runnable {

  private static final Pattern COLOURS = Pattern.compile("\u001B\\[[0-9;]*m");

  /**
   * As WildFly writes it, or Payara, first without a head and then with; the group is the level.
   */
  private static final Pattern ENTRY =
      Pattern.compile("^(?:[\\d:,. -]+|\\[#\\|[^|]*\\||)([A-Z]+)[ |:].*");

  private static final Set<String> GRAVE = Set.of("WARN", "WARNING", "ERROR", "FATAL", "SEVERE");

  private final Process process;
  private final Path file;
  private final Pattern known;
  private final Consumer<String> warnings;
  private final Thread thread = new Thread(this, "server-log");

  /** Before the first entry of the log it is the JVM itself that speaks, never idly. */
  private boolean grave = true;

  private volatile String first;

  private ServerLog(Process process, Path file, Pattern known, Consumer<String> warnings) {
    this.process = process;
    this.file = file;
    this.known = known;
    this.warnings = warnings;
  }

  /**
   * Begins a new file, keeping the one before it as {@code ….previous}.
   *
   * @param known entries that are not passed on, however grave
   */
  static ServerLog follow(Process process, Path file, Pattern known, Consumer<String> warnings)
      throws IOException {
    if (Files.exists(file)) {
      Path previous = file.resolveSibling(file.getFileName() + ".previous");
      Files.move(file, previous, StandardCopyOption.REPLACE_EXISTING);
    }
    ServerLog log = new ServerLog(process, file, known, warnings);
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
    Matcher entry = ENTRY.matcher(line);
    if (entry.matches()) {
      grave = GRAVE.contains(entry.group(1)) && !known.matcher(line).find();
    }
    if (grave) {
      first = first == null ? line : first;
      warnings.accept(line);
    }
  }

  Path file() {
    return file;
  }

  /** The first warning or error, empty while there is none. */
  Optional<String> first() {
    return Optional.ofNullable(first);
  }

  /** Returns when the last line of an ended process is in the file. */
  void awaitEnd() throws InterruptedException {
    thread.join();
  }
}
