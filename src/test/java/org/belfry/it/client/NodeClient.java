package org.belfry.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.belfry.json.Json;
import org.junit.jupiter.api.Assumptions;

/**
 * The reference client of Socket.IO in a process of Node.js, {@code src/test/js/client.js}, or a
 * bare EventSource, {@code events.js}: what it hears comes as lines, what it is to do goes as
 * lines.
 */
public final class NodeClient implements AutoCloseable {

  private static final Path SCRIPTS = Path.of("src/test/js");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What pages and back ends have that is called so. */
  public static final List<String> EVENT_SOURCES =
      List.of("eventsource", "eventsource-2", "event-source-polyfill");

  private final List<JsonNode> lines = new CopyOnWriteArrayList<>();
  private final Process process;
  private final Writer input;

  private NodeClient(Process process) {
    this.process = process;
    input = process.outputWriter(StandardCharsets.UTF_8);
    var reader = new Thread(this::read, "node-client");
    reader.setDaemon(true);
    reader.start();
  }

  /** Skips the test where there is no Node.js, or its packages were not installed. */
  public static void assumeThereIsOne() {
    Assumptions.assumeTrue(
        Files.isDirectory(SCRIPTS.resolve("node_modules")),
        "skipped: the JavaScript clients are not installed; npm ci in src/test/js does that");
    Assumptions.assumeTrue(isThereNode(), "skipped: there is no node command");
  }

  /** Whether there is one. */
  public static boolean isThere() {
    return Files.isDirectory(SCRIPTS.resolve("node_modules")) && isThereNode();
  }

  private static boolean isThereNode() {
    return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, "node")));
  }

  /**
   * Connects.
   *
   * @param version of the client: 2 or 4
   * @param options of the client, beside the path
   */
  public static NodeClient connect(int version, URI base, Map<String, ?> options) {
    assumeThereIsOne();
    var all = new java.util.LinkedHashMap<String, Object>(options);
    all.put("path", base.getPath().replaceAll("/$", "") + "/socket.io/");
    all.putIfAbsent("reconnectionDelay", 100);
    all.putIfAbsent("reconnectionDelayMax", 500);
    var origin = base.getScheme() + "://" + base.getAuthority();
    return start("client.js", "" + version, origin, Json.write(all));
  }

  /** Opens a stream of server-sent events with one of {@link #EVENT_SOURCES}. */
  public static NodeClient eventSource(String library, String url) {
    assumeThereIsOne();
    return start("events.js", library, url);
  }

  private static NodeClient start(String... script) {
    try {
      return new NodeClient(
          new ProcessBuilder(Stream.concat(Stream.of("node"), Stream.of(script)).toList())
              .directory(SCRIPTS.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(Json.parse(line));
      }
    } catch (IOException e) {
      // the process was ended; whoever waits for more times out
    }
  }

  /** Has the client do something; see the script. */
  public NodeClient tell(String command, Object... arguments) {
    try {
      input.write(Json.write(Stream.concat(Stream.of(command), Stream.of(arguments)).toList()));
      input.write('\n');
      input.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the client has heard of this kind. */
  public List<JsonNode> lines(String kind) {
    return lines.stream().filter(line -> line.get(0).asText().equals(kind)).toList();
  }

  /** The arguments of all events of this name, as arrays. */
  public List<JsonNode> events(String name) {
    return lines("event").stream().filter(line -> line.get(1).asText().equals(name)).toList();
  }

  /** Waits for the first line that fits. */
  public JsonNode await(String what, Predicate<JsonNode> fits) {
    return Awaitility.await(what + " among " + lines)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> lines.stream().filter(fits).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  /** Waits for the n-th line of this kind. */
  public JsonNode await(String kind, int n) {
    Awaitility.await(n + " × " + kind)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> lines(kind).size() >= n);
    return lines(kind).get(n - 1);
  }

  /** Waits for the n-th event of this name; its arguments begin at 2. */
  public JsonNode awaitEvent(String name, int n) {
    Awaitility.await(n + " × " + name)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> events(name).size() >= n);
    return events(name).get(n - 1);
  }

  @Override
  public void close() {
    process.destroy();
  }
}
