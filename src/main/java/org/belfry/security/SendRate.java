package org.belfry.security;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.LongSupplier;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/**
 * A token bucket per sender that holds one second's worth. A request larger than the bucket is let
 * through when the bucket is full and leaves a debt, else it would be refused for ever.
 */
@Singleton
public class SendRate {

  private final TokenBuckets buckets;

  @Inject
  public SendRate(RateSettings settings) {
    this(settings, System::nanoTime);
  }

  SendRate(RateSettings settings, LongSupplier nanos) {
    var rate = settings.sendsPerSecond();
    buckets = new TokenBuckets(rate, rate, nanos);
  }

  /**
   * Takes room for {@code n} notifications.
   *
   * @throws Problem 429 {@code rate-limited}, saying when there will be room
   */
  public void take(Sender sender, int n) {
    var pause = buckets.take(sender.name(), n);
    if (pause != null) {
      throw new Problem(ProblemKind.RATE_LIMITED, "too many notifications; come back later")
          .withRetryAfter(pause);
    }
  }
}
