package org.belfry.bench.measure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.belfry.bench.load.Audience;
import org.belfry.bench.load.Pace;
import org.belfry.bench.peer.Belfry;
import org.belfry.bench.peer.Jcmd;
import org.belfry.bench.peer.Kind;

/** Everything at once for minutes: senders, reconnects, reads, pages. */
final class Soak implements Measure {

  private static final int PER_SECOND = 200;
  private static final int BATCHES_PER_SECOND = 2;
  private static final int BATCH = 100;
  private static final int RECONNECTS_PER_SECOND = 20;
  private static final int READS_PER_SECOND = 20;
  private static final int PAGES_PER_SECOND = 20;
  private static final int RESTLESS = 1_000;

  /** What the server says of its queues, see docs/operating.md. */
  private static final List<String> QUEUES = List.of("belfry_append_queue", "belfry_read_queue");

  private final AtomicReference<Throwable> failure = new AtomicReference<>();
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
    try (var restless = stage.audience(kind, "restless-", RESTLESS)) {
      restless.connect(100, Stage.PATIENCE);
      everything(
          stage,
          kind,
          restless,
          Duration.ofSeconds(Math.min(30, stage.options().soak().toSeconds())));
      var before = heap(stage, kind);
      var window = stage.everyday(kind).newWindow();
      var longest = everything(stage, kind, restless, stage.options().soak());
      stage.settle(this, kind, stage.everyday(kind));
      stage.settle(this, kind, restless);
      stage.add(this, "p99", kind, window.millis(99));
      stage.add(this, "p50", kind, window.millis(50));
      stage.add(this, "heap", kind, heap(stage, kind) / before);
      stage.add(this, "longest-queue", kind, longest);
      stage.add(this, "queue", kind, queue(stage, kind));
    }
  }

  /** Megabytes that are still in use after a collection. */
  private static double heap(Stage stage, Kind kind) throws Exception {
    var pid = stage.peer(kind).pid();
    Jcmd.collect(pid);
    Jcmd.collect(pid);
    return Jcmd.heapUsed(pid) / 1024.0 / 1024;
  }

  /** Returns the longest queue that was seen. */
  private double everything(Stage stage, Kind kind, Audience restless, Duration time)
      throws Exception {
    var threads = new ArrayList<Thread>();
    var everyday = stage.everyday(kind);
    var random = ThreadLocalRandom.current();
    threads.add(
        start(
            () -> {
              var sending = new Sending(everyday, stage.requests(kind), 1);
              paced(stage, kind, PER_SECOND, time, () -> sending.request(0));
            }));
    threads.add(
        start(
            () -> {
              var sending = new Sending(restless, stage.requests(kind), 1).batches(BATCH);
              paced(stage, kind, BATCHES_PER_SECOND, time, () -> sending.next(0));
            }));
    threads.add(
        start(
            () -> {
              var belfry = (Belfry) stage.peer(kind);
              var requests = stage.requests(kind);
              paced(
                  stage,
                  kind,
                  PAGES_PER_SECOND,
                  time,
                  () -> {
                    var user = restless.user(ThreadLocalRandom.current().nextInt(RESTLESS));
                    return requests.get("/api/v1/inbox?state=all&limit=50", belfry.token(user));
                  });
            }));
    threads.add(
        start(
            () ->
                every(
                    RECONNECTS_PER_SECOND,
                    time,
                    () -> restless.reconnect(ThreadLocalRandom.current().nextInt(RESTLESS)))));
    threads.add(
        start(
            () ->
                every(
                    READS_PER_SECOND,
                    time,
                    () ->
                        everyday.command(
                            ThreadLocalRandom.current().nextInt(everyday.size()),
                            head ->
                                "{\"cmd\":\""
                                    + (random.nextBoolean() ? "read" : "seen")
                                    + "\",\"upTo\":"
                                    + head
                                    + "}"))));
    var longest = new double[1];
    threads.add(
        start(() -> every(1, time, () -> longest[0] = Math.max(longest[0], queue(stage, kind)))));
    for (var thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("The soak broke off", failure.get());
    }
    return longest[0];
  }

  private interface Work {
    void run() throws Exception;
  }

  private Thread start(Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Throwable e) {
                failure.compareAndSet(null, e);
              }
            });
    thread.start();
    return thread;
  }

  private static void paced(
      Stage stage,
      Kind kind,
      int perSecond,
      Duration time,
      java.util.function.Supplier<byte[]> make)
      throws Exception {
    try (var pace = new Pace(stage.server(kind), 8, stage.loops())) {
      pace.run((int) (perSecond * time.toSeconds()), perSecond, make);
    }
  }

  private static void every(int perSecond, Duration time, Work work) throws Exception {
    var end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      work.run();
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / perSecond);
    }
  }

  private double queue(Stage stage, Kind kind) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + stage.server(kind).host() + "/metrics"))
            .build();
    var metrics = http.send(request, BodyHandlers.ofString()).body();
    return QUEUES.stream()
        .flatMap(name -> metrics.lines().filter(line -> line.startsWith(name + " ")))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
        .sum();
  }
}
