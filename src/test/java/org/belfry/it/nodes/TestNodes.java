package org.belfry.it.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.belfry.demo.DemoKeys;
import org.belfry.harness.Launch;
import org.belfry.harness.Server;
import org.belfry.it.client.Api;

/** Several server processes that are one system, and a load balancer that knows which are there. */
final class TestNodes implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(150);
  private static final Duration AVOIDANCE = Duration.ofSeconds(2);
  private static final String SENDER_KEY = "the-key-of-the-nodes";

  private final Path directory;
  private final Map<String, Map<String, String>> environments = new HashMap<>();
  private final Map<String, Server> running = new ConcurrentHashMap<>();
  private final Map<String, Long> avoided = new ConcurrentHashMap<>();

  TestNodes(Path directory) {
    this.directory = directory;
  }

  /** Says what a node of this name is started with. */
  TestNodes with(String name, Map<String, String> environment) {
    var all = new HashMap<>(environment);
    all.put("BELFRY_API_KEYS", "tests:" + DemoKeys.sha256(SENDER_KEY));
    all.put("BELFRY_JWT_SECRET", "a secret of the nodes, long enough for HS256");
    all.put("BELFRY_CLUSTER_DEAD_AFTER_SECONDS", "10");
    environments.put(name, all);
    return this;
  }

  /** Starts these nodes at once, and returns when all are ready. */
  void start(String... names) throws Exception {
    var starting = new HashMap<String, Server>();
    for (var name : names) {
      starting.put(name, launch(name));
    }
    for (var entry : starting.entrySet()) {
      running.put(entry.getKey(), entry.getValue().awaitReady(START));
    }
  }

  private Server launch(String name) throws IOException {
    return Launch.of(home(name), Path.of(System.getProperty("belfry.war")))
        .in(directory.resolve(name))
        .context("/belfry")
        .environment(environments.get(name))
        .start();
  }

  /** Node "a" runs on WildFly where there is one, also when the others run on Payara. */
  private static Path home(String name) {
    var wildFly = Path.of(System.getProperty("wildfly.home"));
    return name.equals("a") && Files.isDirectory(wildFly)
        ? wildFly
        : Path.of(System.getProperty("server.home"));
  }

  /** Starts those of these nodes that are not there. */
  void startMissing(String... names) throws Exception {
    start(Stream.of(names).filter(name -> !running.containsKey(name)).toArray(String[]::new));
  }

  /** SIGKILL. */
  void kill(String name) throws Exception {
    running.remove(name).kill();
  }

  /** SIGTERM, and waits for the end; the load balancer goes on sending until it notices. */
  void stop(String name) throws IOException {
    running.get(name).stop();
    running.remove(name);
  }

  void pause(String name) throws Exception {
    signal("STOP", name);
  }

  void resume(String name) throws Exception {
    signal("CONT", name);
  }

  private void signal(String signal, String name) throws Exception {
    var pid = "" + running.get(name).pid();
    var kill = new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IOException("kill -" + signal + " did not work");
    }
  }

  Api node(String name) {
    return new Api(running.get(name).url(), SENDER_KEY);
  }

  /**
   * A node that answered well lately, whichever.
   *
   * @throws IllegalArgumentException when there is none at all
   */
  Api any() {
    var now = System.nanoTime();
    var all = List.copyOf(running.keySet());
    var well = all.stream().filter(name -> avoided.getOrDefault(name, now) - now <= 0).toList();
    var some = well.isEmpty() ? all : well;
    return node(some.get(ThreadLocalRandom.current().nextInt(some.size())));
  }

  /** Sends nobody to this node for a while, because it did not answer well. */
  void avoid(Api api) {
    running.forEach(
        (name, server) -> {
          if (api.base().getPort() == server.url().getPort()) {
            avoided.put(name, System.nanoTime() + AVOIDANCE.toNanos());
          }
        });
  }

  /** The figure behind this name in a node's metrics, without labels. */
  double metric(String node, String name) {
    var api = node(node);
    var text = api.get("/metrics", api.senderKey()).response().body();
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + text));
  }

  @Override
  public void close() throws IOException {
    for (var name : List.copyOf(running.keySet())) {
      running.remove(name).stop();
    }
  }
}
