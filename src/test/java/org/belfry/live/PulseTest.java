package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PulseTest {

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
    var pulse = new Pulse(settings(25, 20), true, LATER, 0);
    assertThat(pulse.pingIsDue(seconds(24))).isFalse();
    assertThat(pulse.pingIsDue(seconds(25))).isTrue();
    assertThat(pulse.pingIsDue(seconds(26))).isFalse();
    pulse.sign(seconds(26));
    assertThat(pulse.overdue(seconds(49), NOW)).isNull();
    assertThat(pulse.pingIsDue(seconds(50))).isTrue();
  }

  @Test
  void who_is_silent_is_let_go_also_when_pings_are_more_frequent_than_patience_is_long() {
    for (var ping : new int[] {2, 25}) {
      var pulse = new Pulse(settings(ping, 20), true, LATER, 0);
      assertThat(pulse.pingIsDue(seconds(ping))).isTrue();
      for (var second = 1; second <= 20; second++) {
        assertThat(pulse.pingIsDue(seconds(ping + second))).isFalse();
        assertThat(pulse.overdue(seconds(ping + second), NOW)).isNull();
      }
      assertThat(pulse.overdue(seconds(ping + 20.1), NOW)).isEqualTo(Goodbye.SILENT);
    }
  }

  @Test
  void where_there_are_no_pongs_silence_says_nothing() {
    var pulse = new Pulse(settings(25, 20), false, LATER, 0);
    assertThat(pulse.pingIsDue(seconds(25))).isTrue();
    assertThat(pulse.overdue(seconds(100), NOW)).isNull();
    assertThat(pulse.pingIsDue(seconds(100))).isTrue();
  }

  @Test
  void a_write_has_to_end_in_time_and_nobody_is_pinged_meanwhile() {
    var pulse = new Pulse(settings(25, 20), true, LATER, 0);
    pulse.writes(seconds(20));
    assertThat(pulse.pingIsDue(seconds(29))).isFalse();
    assertThat(pulse.overdue(seconds(30), NOW)).isNull();
    assertThat(pulse.overdue(seconds(30.1), NOW)).isEqualTo(Goodbye.TOO_SLOW);
    pulse.written();
    assertThat(pulse.overdue(seconds(31), NOW)).isNull();
  }

  @Test
  void a_connection_lives_as_long_as_its_token() {
    var pulse = new Pulse(settings(25, 20), true, LATER, 0);
    assertThat(pulse.overdue(0, LATER.minusMillis(1))).isNull();
    assertThat(pulse.overdue(0, LATER)).isEqualTo(Goodbye.TOKEN);
    pulse.extend(LATER.plusSeconds(1));
    assertThat(pulse.overdue(0, LATER)).isNull();
  }
}
