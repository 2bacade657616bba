package org.belfry.bench.measure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.DoubleAccumulator;
import org.belfry.bench.load.Audience;
import org.belfry.bench.peer.Belfry;
import org.belfry.bench.peer.Jcmd;
import org.belfry.bench.peer.Kind;
import org.belfry.bench.peer.Usage;

/** Everything at once for minutes: what grows, and whether latency holds. */
final class Soak implements Measure {

  private static final int RESTLESS = 1_000;
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final double MEGABYTE = 1024.0 * 1024;

  /** What the server says of its queues, see docs/operating.md. */
  private static final List<String> QUEUES = List.of("belfry_append_queue", "belfry_read_queue");

  private final HttpClient http = HttpClient.newHttpClient();

  @Override
  public String id() {
    return "9";
  }

  @Override
  public boolean concerns(Kind kind) {
    return kind == Kind.BELFRY;
  }

  @Override
  public void run(Stage stage, Kind kind) throws Exception {
    var belfry = (Belfry) stage.peer(kind);
    var steady = stage.everyday(kind);
    try (var restless = stage.audience(kind, "restless-", RESTLESS)) {
      restless.connect(100, Stage.PATIENCE);
      var time = stage.options().soak();
      new Bustle(stage, belfry, steady, restless, time.compareTo(WARM_UP) < 0 ? time : WARM_UP)
          .begin(() -> {})
          .await();
      var before = heap(belfry);
      var window = steady.newWindow();
      var queue = new DoubleAccumulator(Math::max, 0);
      new Bustle(stage, belfry, steady, restless, time)
          .begin(() -> queue.accumulate(queue(belfry)))
          .await();
      settle(stage, kind, steady, restless);
      Counts.check(stage, kind);
      stage.add(this, "p50", kind, window.millis(50));
      stage.add(this, "p99", kind, window.millis(99));
      stage.add(this, "heap", kind, heap(belfry) / before);
      stage.add(this, "resident-mb", kind, Usage.resident(belfry.pid()) / MEGABYTE);
      stage.add(this, "longest-queue", kind, queue.get());
      stage.add(this, "queue", kind, queue(belfry));
    }
  }

  private void settle(Stage stage, Kind kind, Audience... audiences) {
    for (var audience : audiences) {
      stage.settle(this, kind, audience);
    }
  }

  /** What is still in use after a collection. */
  private static double heap(Belfry belfry) throws IOException, InterruptedException {
    Jcmd.collect(belfry.pid());
    Jcmd.collect(belfry.pid());
    return Jcmd.heapUsed(belfry.pid());
  }

  private double queue(Belfry belfry) throws IOException, InterruptedException {
    var address = URI.create("http://" + belfry.server().host() + "/metrics");
    var metrics =
        http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    return QUEUES.stream().mapToDouble(name -> value(metrics, name)).sum();
  }

  private static double value(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("The server does not say its " + name));
  }
}
