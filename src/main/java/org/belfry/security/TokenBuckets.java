package org.belfry.security;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A token bucket for each key: so much a second, and so much at once after a rest. */
public final class TokenBuckets {

  private static final double NANOS = 1e9;

  /** When there are more, full ones are forgotten: they stand as a new one would. */
  private static final int MOST_BUCKETS = 10_000;

  /** Looking at all of them each time would cost more than they do. */
  private static final long SWEEP_NANOS = 1_000_000_000;

  private final double rate;
  private final double capacity;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();
  private final AtomicLong sweptAt;

  /**
   * @param rate a second; 0 for no limit
   * @param capacity at once
   */
  public TokenBuckets(double rate, double capacity) {
    this(rate, capacity, System::nanoTime);
  }

  TokenBuckets(double rate, double capacity, LongSupplier nanos) {
    this.rate = rate;
    this.capacity = capacity;
    this.nanos = nanos;
    sweptAt = new AtomicLong(nanos.getAsLong());
  }

  /**
   * Takes {@code n} out of a key's bucket; more than it holds when full empties it.
   *
   * @return null, or after what time there will be enough; then nothing was taken
   */
  public Duration take(String key, double n) {
    if (rate == 0) {
      return null;
    }
    if (buckets.size() > MOST_BUCKETS) {
      sweep(nanos.getAsLong());
    }
    return buckets.computeIfAbsent(key, any -> new Bucket(nanos.getAsLong())).take(n);
  }

  private void sweep(long now) {
    var last = sweptAt.get();
    if (now - last >= SWEEP_NANOS && sweptAt.compareAndSet(last, now)) {
      buckets.values().removeIf(bucket -> bucket.isFull(now));
    }
  }

  int size() {
    return buckets.size();
  }

  private final class Bucket {

    private double room = capacity;
    private long filledAt;

    Bucket(long now) {
      filledAt = now;
    }

    private void fill(long now) {
      room = Math.min(capacity, room + (now - filledAt) / NANOS * rate);
      filledAt = now;
    }

    synchronized boolean isFull(long now) {
      fill(now);
      return room >= capacity;
    }

    synchronized Duration take(double n) {
      fill(nanos.getAsLong());
      var needed = Math.min(n, capacity);
      if (room < needed) {
        return Duration.ofNanos((long) ((needed - room) / rate * NANOS));
      }
      room -= n;
      return null;
    }
  }
}
