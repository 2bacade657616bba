package org.belfry.security;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.belfry.problem.Problem;

/**
 * A token bucket per sender that holds one second's worth. A request larger than the bucket is let
 * through when the bucket is full and leaves a debt, else it would be refused for ever.
 */
@Singleton
public class SendRate {

  private static final double NANOS = 1e9;

  /** Senders with tokens come and go; the buckets of those that are full again are of no use. */
  private static final int MOST_BUCKETS = 10_000;

  private final double rate;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

  @Inject
  public SendRate(RateSettings settings) {
    this(settings, System::nanoTime);
  }

  SendRate(RateSettings settings, LongSupplier nanos) {
    rate = settings.sendsPerSecond();
    this.nanos = nanos;
  }

  /**
   * Takes room for {@code n} notifications.
   *
   * @throws Problem 429 {@code rate-limited}, saying when there will be room
   */
  public void take(Sender sender, int n) {
    if (rate == 0) {
      return;
    }
    if (buckets.size() > MOST_BUCKETS) {
      buckets.values().removeIf(bucket -> bucket.isFull(nanos.getAsLong()));
    }
    buckets.computeIfAbsent(sender.name(), name -> new Bucket(nanos.getAsLong())).take(n);
  }

  private final class Bucket {

    private double room = rate;
    private long filledAt;

    Bucket(long now) {
      filledAt = now;
    }

    private void fill(long now) {
      room = Math.min(rate, room + (now - filledAt) / NANOS * rate);
      filledAt = now;
    }

    synchronized boolean isFull(long now) {
      fill(now);
      return room >= rate;
    }

    synchronized void take(int n) {
      fill(nanos.getAsLong());
      var needed = Math.min(n, rate);
      if (room < needed) {
        throw new Problem(429, "rate-limited", "too many notifications; come back later")
            .withRetryAfter(Duration.ofNanos((long) ((needed - room) / rate * NANOS)));
      }
      room -= n;
    }
  }
}
