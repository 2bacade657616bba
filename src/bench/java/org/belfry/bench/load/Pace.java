package org.belfry.bench.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Sends requests at a steady pace, whether or not those before were answered: a server that
 * hesitates is not spared the requests of that time, nor their latency.
 */
public final class Pace implements HttpLink.Listener, AutoCloseable {

  private final Loop loop;
  private final Deque<HttpLink> idle = new ArrayDeque<>();
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private final AtomicReference<String> failure = new AtomicReference<>();
  private CountDownLatch answered = new CountDownLatch(0);

  /** Connects so many callers, which share the requests. */
  public Pace(Server server, int callers, Loops loops) {
    loop = loops.callers();
    loop.execute(
        () -> {
          for (var i = 0; i < callers; i++) {
            var link = new HttpLink(loop);
            link.connect(server.address());
            idle.add(link);
          }
        });
  }

  /** Sends so many requests, each made at its time, and returns when all are answered. */
  public void run(int requests, double perSecond, Supplier<byte[]> make) {
    answered = new CountDownLatch(requests);
    var begun = System.nanoTime();
    for (var i = 0; i < requests && failure.get() == null; i++) {
      sleepUntil(begun + (long) (i * 1e9 / perSecond));
      var request = make.get();
      loop.execute(() -> send(request));
    }
    try {
      if (!answered.await(Duration.ofSeconds(60).toMillis(), TimeUnit.MILLISECONDS)) {
        failure.compareAndSet(null, "no answer for a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure.compareAndSet(null, "interrupted");
    }
    if (failure.get() != null) {
      throw new IllegalStateException("A caller failed: " + failure.get());
    }
  }

  private static void sleepUntil(long time) {
    for (var left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private void send(byte[] request) {
    if (idle.isEmpty()) {
      waiting.add(request);
    } else {
      idle.remove().exchange(request, this);
    }
  }

  @Override
  public void answered(HttpLink link, int status, byte[] body) {
    if (status / 100 != 2) {
      failed(link, status + " " + Bytes.text(body, 0, Math.min(body.length, 500)));
      return;
    }
    answered.countDown();
    if (waiting.isEmpty()) {
      idle.add(link);
    } else {
      link.exchange(waiting.remove(), this);
    }
  }

  @Override
  public void failed(HttpLink link, String why) {
    failure.compareAndSet(null, why);
    while (answered.getCount() > 0) {
      answered.countDown();
    }
  }

  @Override
  public void close() {
    loop.execute(() -> idle.forEach(link -> link.end("done")));
  }
}
