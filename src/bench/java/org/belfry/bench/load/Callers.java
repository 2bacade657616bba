package org.belfry.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Callers that each send their next request when the one before was answered. */
public final class Callers implements AutoCloseable {

  /** What callers have to say. */
  public interface Work {

    /** The caller's next request, or null when it has nothing more to say. */
    byte[] next(int caller);

    /** Whether everything in the request was accepted. */
    boolean accepted(int status, byte[] body);

    /** The same, so many requests by each caller and no more. */
    default Work times(int requests) {
      var all = this;
      var made = new HashMap<Integer, Integer>();
      return new Work() {
        @Override
        public byte[] next(int caller) {
          return made.merge(caller, 1, Integer::sum) <= requests ? all.next(caller) : null;
        }

        @Override
        public boolean accepted(int status, byte[] body) {
          return all.accepted(status, body);
        }
      };
    }
  }

  private static final int PATIENCE_SECONDS = 60;

  private final Loop loop;
  private final List<HttpLink> links = new ArrayList<>();

  /** Connects so many callers. */
  public Callers(Server server, int count, Loops loops) {
    loop = loops.callers();
    for (var i = 0; i < count; i++) {
      var link = new HttpLink(loop);
      links.add(link);
      loop.execute(() -> link.connect(server.address()));
    }
  }

  /**
   * Has all callers work until time is up or nothing is left, and returns when all are answered.
   */
  public void run(Duration time, Work work) {
    var run = new Run(System.nanoTime() + time.toNanos(), work, new CountDownLatch(links.size()));
    for (var i = 0; i < links.size(); i++) {
      var caller = i;
      loop.execute(() -> run.next(caller, links.get(caller)));
    }
    run.await(time);
  }

  private static final class Run {

    private final long deadline;
    private final Work work;
    private final CountDownLatch working;
    private final AtomicReference<String> failure = new AtomicReference<>();

    private Run(long deadline, Work work, CountDownLatch working) {
      this.deadline = deadline;
      this.work = work;
      this.working = working;
    }

    private void next(int caller, HttpLink link) {
      var request =
          System.nanoTime() > deadline || failure.get() != null ? null : work.next(caller);
      if (request == null) {
        working.countDown();
      } else {
        link.exchange(request, new Answer(this, caller));
      }
    }

    private void fail(String why) {
      failure.compareAndSet(null, why);
      working.countDown();
    }

    private void await(Duration time) {
      try {
        if (!working.await(time.toSeconds() + PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          fail("no answer for " + PATIENCE_SECONDS + " s");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        fail("interrupted");
      }
      if (failure.get() != null) {
        throw new IllegalStateException("A caller failed: " + failure.get());
      }
    }
  }

  private record Answer(Run run, int caller) implements HttpLink.Listener {

    @Override
    public void answered(HttpLink link, int status, byte[] body) {
      if (run.work.accepted(status, body)) {
        run.next(caller, link);
      } else {
        run.fail(status + " " + Bytes.text(body, 0, Math.min(body.length, 500)));
      }
    }

    @Override
    public void failed(HttpLink link, String why) {
      run.fail(why);
    }
  }

  @Override
  public void close() {
    loop.execute(() -> links.forEach(link -> link.end("done")));
  }
}
