package org.belfry.bench.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What several kinds of requests took. */
final class Times {

  private static final long LONGEST = TimeUnit.MINUTES.toNanos(5);

  private final Map<String, Histogram> byName = new LinkedHashMap<>();

  Histogram of(String name) {
    return byName.computeIfAbsent(name, n -> new Histogram(LONGEST, 3));
  }

  /** In milliseconds. */
  Map<String, Double> medians() {
    var medians = new LinkedHashMap<String, Double>();
    byName.forEach((name, times) -> medians.put(name, times.getValueAtPercentile(50) / 1e6));
    return medians;
  }
}
