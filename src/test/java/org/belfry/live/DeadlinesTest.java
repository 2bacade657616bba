package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.belfry.problem.CloseCode;
import org.junit.jupiter.api.Test;

class DeadlinesTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(3600);

  private static LiveSettings settings(int ping, int silence) {
    return new LiveSettings(
        Duration.ofSeconds(ping),
        Duration.ofSeconds(silence),
        Duration.ofSeconds(10),
        65_536,
        Duration.ofSeconds(60),
        Duration.ZERO,
        Duration.ofSeconds(5),
        1,
        1);
  }

  private static long seconds(double seconds) {
    return (long) (seconds * 1e9);
  }

  @Test
  void who_answers_pings_stays() {
    var deadlines = new Deadlines(settings(25, 20), true, LATER, 0);
    assertThat(deadlines.pingIsDue(seconds(24))).isFalse();
    assertThat(deadlines.pingIsDue(seconds(25))).isTrue();
    assertThat(deadlines.pingIsDue(seconds(26))).isFalse();
    deadlines.sign(seconds(26));
    assertThat(deadlines.overdue(seconds(49), NOW)).isNull();
    assertThat(deadlines.pingIsDue(seconds(50))).isTrue();
  }

  @Test
  void who_is_silent_is_let_go_also_when_pings_are_more_frequent_than_patience_is_long() {
    for (var ping : new int[] {2, 25}) {
      var deadlines = new Deadlines(settings(ping, 20), true, LATER, 0);
      assertThat(deadlines.pingIsDue(seconds(ping))).isTrue();
      for (var second = 1; second <= 20; second++) {
        assertThat(deadlines.pingIsDue(seconds(ping + second))).isFalse();
        assertThat(deadlines.overdue(seconds(ping + second), NOW)).isNull();
      }
      assertThat(deadlines.overdue(seconds(ping + 20.1), NOW)).isEqualTo(CloseCode.SILENT);
    }
  }

  @Test
  void where_there_are_no_pongs_silence_says_nothing() {
    var deadlines = new Deadlines(settings(25, 20), false, LATER, 0);
    assertThat(deadlines.pingIsDue(seconds(25))).isTrue();
    assertThat(deadlines.overdue(seconds(100), NOW)).isNull();
    assertThat(deadlines.pingIsDue(seconds(100))).isTrue();
  }

  @Test
  void a_write_has_to_end_in_time_and_nobody_is_pinged_meanwhile() {
    var deadlines = new Deadlines(settings(25, 20), true, LATER, 0);
    deadlines.writes(seconds(20));
    assertThat(deadlines.pingIsDue(seconds(29))).isFalse();
    assertThat(deadlines.overdue(seconds(30), NOW)).isNull();
    assertThat(deadlines.overdue(seconds(30.1), NOW)).isEqualTo(CloseCode.TOO_SLOW);
    deadlines.written();
    assertThat(deadlines.overdue(seconds(31), NOW)).isNull();
  }

  @Test
  void a_connection_lives_as_long_as_its_token() {
    var deadlines = new Deadlines(settings(25, 20), true, LATER, 0);
    assertThat(deadlines.overdue(0, LATER.minusMillis(1))).isNull();
    assertThat(deadlines.overdue(0, LATER)).isEqualTo(CloseCode.TOKEN);
    deadlines.extend(LATER.plusSeconds(1));
    assertThat(deadlines.overdue(0, LATER)).isNull();
  }
}
