package org.belfry.bench.measure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.belfry.bench.load.Callers;
import org.belfry.bench.load.Loops;
import org.belfry.bench.load.Server;

/** The same request again and again, one at a time. */
final class Probe implements Callers.Work {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final byte[] request;
  private final Histogram times = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
  private long begun;

  private Probe(byte[] request) {
    this.request = request;
  }

  /** The median of so many answers, in milliseconds. */
  static double millis(Server server, Loops loops, byte[] request, int count) {
    var probe = new Probe(request);
    try (var caller = new Callers(server, 1, loops)) {
      caller.run(PATIENCE, probe.times(count));
    }
    return probe.times.getValueAtPercentile(50) / 1e6;
  }

  @Override
  public byte[] next(int caller) {
    begun = System.nanoTime();
    return request;
  }

  @Override
  public boolean accepted(int status, byte[] body) {
    times.recordValue(System.nanoTime() - begun);
    return status == 200;
  }
}
