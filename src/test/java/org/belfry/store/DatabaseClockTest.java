package org.belfry.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** Jumps whenever somebody sets it. */
  private static final class WallClock extends Clock {

    private Instant instant = NOON;

    @Override
    public Instant instant() {
      return instant;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new AssertionError("nobody asks for another zone");
    }
  }

  private final WallClock wall = new WallClock();
  private long ticks = Long.MAX_VALUE - 5;
  private final DatabaseClock clock = new DatabaseClock(wall, () -> ticks);

  private void pass(Duration time) {
    ticks += time.toNanos();
  }

  @Test
  void a_local_clock_that_is_set_while_the_node_runs_changes_nothing() {
    wall.instant = NOON.plus(Duration.ofHours(1));
    assertThat(clock.instant()).isEqualTo(NOON);
    pass(Duration.ofSeconds(3));
    wall.instant = NOON.minus(Duration.ofDays(400));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(3));
  }

  @Test
  void the_database_has_the_last_word() {
    pass(Duration.ofSeconds(3));
    clock.adjust(NOON.plusSeconds(700));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(700));
    pass(Duration.ofSeconds(5));
    assertThat(clock.instant()).isEqualTo(NOON.plusSeconds(705));
  }

  @Test
  void a_clock_of_another_zone_is_adjusted_with_it() {
    var elsewhere = clock.withZone(ZoneId.of("Asia/Shanghai"));
    clock.adjust(NOON.plusSeconds(60));
    assertThat(elsewhere.instant()).isEqualTo(NOON.plusSeconds(60));
    assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
  }

  @Test
  void of_the_machine_it_takes_time_that_passes() throws Exception {
    var real = new DatabaseClock(wall);
    TimeUnit.MILLISECONDS.sleep(30);
    assertThat(real.instant()).isBetween(NOON.plusMillis(29), NOON.plusSeconds(60));
  }
}
