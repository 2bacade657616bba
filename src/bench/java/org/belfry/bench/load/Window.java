package org.belfry.bench.load;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What is measured of the arrivals in one stretch of time. */
public final class Window {

  private static final long LONGEST = TimeUnit.MINUTES.toNanos(5);
  private static final int DIGITS = 3;

  private final ConcurrentHistogram latencies = new ConcurrentHistogram(LONGEST, DIGITS);
  private final LongAccumulator last = new LongAccumulator(Long::max, Long.MIN_VALUE);

  void arrived(long sentAt, long now) {
    latencies.recordValue(Math.min(LONGEST, Math.max(0, now - sentAt)));
    last.accumulate(now);
  }

  /** Adds all latencies to those of other windows. */
  public void addTo(Histogram others) {
    others.add(latencies);
  }

  public long count() {
    return latencies.getTotalCount();
  }

  public double millis(double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e6;
  }

  /** When the latest of all came, by {@link System#nanoTime()}. */
  public long last() {
    return last.get();
  }
}
