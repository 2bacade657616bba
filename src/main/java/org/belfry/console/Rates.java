package org.belfry.console;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What this node did in the last minutes, out of its own meters. */
@Singleton
public class Rates {

  private static final int KEPT = 61;

  /** The meters at one moment. */
  private record Sample(
      Instant at, double items, double batches, double commitMillis, double frames) {}

  /**
   * Between two samples.
   *
   * @param batch items of one commit on average, 0 without commits
   * @param commitMillis of one commit on average
   */
  public record Rate(
      Instant at,
      double itemsPerSecond,
      double framesPerSecond,
      double batch,
      double commitMillis) {}

  private final MeterRegistry meters;
  private final Clock clock;
  private final Deque<Sample> samples = new ArrayDeque<>();

  @Inject
  public Rates(MeterRegistry meters, Clock clock) {
    this.meters = meters;
    this.clock = clock;
  }

  /** Takes a sample; to be called every few seconds. */
  public synchronized void sample() {
    var batches = meters.find("belfry.append.batch.items").summary();
    var latency = meters.find("belfry.append.latency").timer();
    var frames = meters.find("belfry.frames").counter();
    samples.addLast(
        new Sample(
            clock.instant(),
            batches == null ? 0 : batches.totalAmount(),
            batches == null ? 0 : batches.count(),
            latency == null ? 0 : latency.totalTime(TimeUnit.MILLISECONDS),
            frames == null ? 0 : frames.count()));
    if (samples.size() > KEPT) {
      samples.removeFirst();
    }
  }

  /** The oldest first. */
  public synchronized List<Rate> latest() {
    var rates = new ArrayList<Rate>();
    Sample before = null;
    for (var sample : samples) {
      if (before != null) {
        rates.add(between(before, sample));
      }
      before = sample;
    }
    return rates;
  }

  private static Rate between(Sample before, Sample after) {
    // the clock is the database's, and may be set back
    var seconds = Math.max(0.001, (after.at.toEpochMilli() - before.at.toEpochMilli()) / 1000.0);
    var items = after.items - before.items;
    var batches = after.batches - before.batches;
    return new Rate(
        after.at,
        rounded(items / seconds),
        rounded((after.frames - before.frames) / seconds),
        batches == 0 ? 0 : rounded(items / batches),
        batches == 0 ? 0 : rounded((after.commitMillis - before.commitMillis) / batches));
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  /** The value of a gauge, 0 where there is none. */
  double gauge(String name) {
    var gauge = meters.find(name).gauge();
    return gauge == null ? 0 : gauge.value();
  }
}
