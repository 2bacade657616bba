package org.belfry.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {

  private final AtomicLong now = new AtomicLong(5);
  private final TokenBuckets buckets = new TokenBuckets(10, 20, now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private boolean take(String key, double n) {
    return buckets.take(key, n) == null;
  }

  @Test
  void a_rested_bucket_gives_what_it_holds_and_then_the_rate() {
    for (var i = 0; i < 20; i++) {
      assertThat(take("ada", 1)).isTrue();
    }
    assertThat(buckets.take("ada", 1)).isEqualTo(Duration.ofMillis(100));
    assertThat(take("bob", 20)).as("another's is another's").isTrue();
    pass(Duration.ofMillis(250));
    assertThat(take("ada", 1)).isTrue();
    assertThat(take("ada", 1)).isTrue();
    assertThat(buckets.take("ada", 1)).isEqualTo(Duration.ofMillis(50));
    pass(Duration.ofDays(1));
    assertThat(take("ada", 20)).isTrue();
    assertThat(take("ada", 0.1)).isFalse();
  }

  @Test
  void whatever_is_asked_for_nobody_gets_more_than_the_rate() {
    var random = new Random(11);
    var taken = 0.0;
    for (var i = 0; i < 20_000; i++) {
      pass(Duration.ofMillis(random.nextInt(30)));
      var n = random.nextInt(3) == 0 ? 0.1 : 1 + random.nextInt(4);
      taken += take("ada", n) ? n : 0;
    }
    var seconds = now.get() / 1e9;
    assertThat(taken).isLessThanOrEqualTo(20 + 10 * seconds).isGreaterThan(9.5 * seconds);
  }

  @Test
  void more_than_a_bucket_holds_is_let_through_when_it_is_full_and_leaves_a_debt() {
    assertThat(take("ada", 50)).isTrue();
    assertThat(buckets.take("ada", 1)).isEqualTo(Duration.ofMillis(3_100));
  }

  @Test
  void without_a_rate_there_is_no_limit() {
    var open = new TokenBuckets(0, 0, now::get);
    for (var i = 0; i < 1_000; i++) {
      assertThat(open.take("ada", 1_000)).isNull();
    }
  }

  @Test
  void those_that_are_full_again_are_forgotten_now_and_then() {
    for (var i = 0; i < 10_002; i++) {
      take("user-" + i, 20);
    }
    assertThat(buckets.size()).as("not looked through at each turn").isEqualTo(10_002);
    pass(Duration.ofSeconds(3));
    take("ada", 1);
    assertThat(buckets.size()).isEqualTo(1);
  }
}
