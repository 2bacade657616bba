package org.belfry.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.belfry.bench.load.Audience;
import org.belfry.bench.load.Pace;
import org.belfry.bench.load.Requests;
import org.belfry.bench.peer.Belfry;

/** Everything that goes on at a server on a busy day, at once. */
final class Bustle {

  /** Something that may fail. */
  interface Work {
    void run() throws Exception;
  }

  private static final int NOTIFICATIONS = 200;
  private static final int BATCHES = 2;
  private static final int BATCH = 100;
  private static final int RECONNECTS = 20;
  private static final int READS = 20;
  private static final int PAGES = 20;
  private static final int CALLERS = 8;

  private final Stage stage;
  private final Belfry belfry;
  private final Audience steady;
  private final Audience restless;
  private final Duration time;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * For so long.
   *
   * @param steady who stays online and reads
   * @param restless who is cut off and comes back all the time
   */
  Bustle(Stage stage, Belfry belfry, Audience steady, Audience restless, Duration time) {
    this.stage = stage;
    this.belfry = belfry;
    this.steady = steady;
    this.restless = restless;
    this.time = time;
  }

  /** Begins, and does something else besides, every second. */
  Bustle begin(Work watch) {
    var requests = new Requests(belfry.server());
    var single = new Sending(steady, requests, 1);
    var batches = new Sending(restless, requests, 1).batches(BATCH);
    send(NOTIFICATIONS, () -> single.request(0));
    send(BATCHES, () -> batches.next(0));
    send(PAGES, () -> page(requests));
    every(RECONNECTS, () -> restless.reconnect(anyOf(restless)));
    every(READS, () -> steady.command(anyOf(steady), Bustle::read));
    every(1, watch);
    return this;
  }

  private byte[] page(Requests requests) {
    var token = belfry.token(restless.user(anyOf(restless)));
    return requests.get("/api/v1/inbox?state=all&limit=50", token);
  }

  private static int anyOf(Audience audience) {
    return ThreadLocalRandom.current().nextInt(audience.size());
  }

  private static String read(long head) {
    return "{\"cmd\":\"" + (head % 2 == 0 ? "read" : "seen") + "\",\"upTo\":" + head + "}";
  }

  private void send(int perSecond, Supplier<byte[]> make) {
    start(
        () -> {
          try (var pace = new Pace(belfry.server(), CALLERS, stage.loops())) {
            pace.run((int) (perSecond * time.toSeconds()), perSecond, make);
          }
        });
  }

  private void every(int perSecond, Work work) {
    start(
        () -> {
          var end = System.nanoTime() + time.toNanos();
          while (System.nanoTime() < end) {
            work.run();
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / perSecond);
          }
        });
  }

  private void start(Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (Exception e) {
                failure.compareAndSet(null, e);
              }
            });
    threads.add(thread);
    thread.start();
  }

  /** Returns when it is over. */
  void await() throws InterruptedException {
    for (var thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("It broke off", failure.get());
    }
  }
}
