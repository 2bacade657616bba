package org.belfry.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.belfry.socketio.server.Heartbeat.Beat;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

  private static final EngineSettings SETTINGS =
      new EngineSettings(Duration.ofNanos(300), Duration.ofNanos(200), 1, 1, 1, 1, null);

  private final Heartbeat v4 = new Heartbeat(4, SETTINGS, 0);
  private final Heartbeat v3 = new Heartbeat(3, SETTINGS, 0);

  @Test
  void in_revision_4_the_server_pings_once_and_waits_for_an_answer() {
    assertThat(v4.check(299)).isEqualTo(Beat.QUIET);
    assertThat(v4.check(310)).isEqualTo(Beat.PING_IS_DUE);
    assertThat(v4.check(499)).isEqualTo(Beat.QUIET);
    v4.sign(499);
    assertThat(v4.check(798)).isEqualTo(Beat.QUIET);
    assertThat(v4.check(799)).isEqualTo(Beat.PING_IS_DUE);
  }

  @Test
  void time_counts_from_when_the_ping_was_due_not_from_when_somebody_looked() {
    assertThat(v4.check(350)).isEqualTo(Beat.PING_IS_DUE);
    assertThat(v4.check(500)).isEqualTo(Beat.DEAD);
  }

  @Test
  void a_server_that_is_late_itself_gives_the_whole_time() {
    assertThat(v4.check(1_000)).isEqualTo(Beat.PING_IS_DUE);
    assertThat(v4.check(1_199)).isEqualTo(Beat.QUIET);
    assertThat(v4.check(1_200)).isEqualTo(Beat.DEAD);
  }

  @Test
  void in_revision_3_the_client_pings_unasked() {
    assertThat(v3.check(499)).isEqualTo(Beat.QUIET);
    v3.sign(499);
    assertThat(v3.check(998)).isEqualTo(Beat.QUIET);
    assertThat(v3.check(999)).isEqualTo(Beat.DEAD);
  }
}
