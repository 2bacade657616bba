package org.belfry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LanesTest {

  @Test
  void all_connections_are_shared_out_and_every_purpose_has_one_at_least() {
    for (var all : IntStream.rangeClosed(8, 200).toArray()) {
      var shares = Stream.of(Purpose.values()).map(purpose -> purpose.connections(all)).toList();
      assertThat(shares).allMatch(share -> share >= 1);
      assertThat(shares.stream().mapToInt(share -> share).sum()).isEqualTo(all);
    }
  }

  @Test
  void a_purpose_that_has_taken_all_of_its_own_leaves_the_others_theirs() throws Exception {
    var lanes = new Lanes(12, Duration.ofMillis(200), new SimpleMeterRegistry());
    for (var i = 0; i < Purpose.ACTION.connections(12); i++) {
      lanes.enter(Purpose.ACTION);
    }
    for (var purpose : Purpose.values()) {
      if (purpose != Purpose.ACTION) {
        lanes.enter(purpose);
      }
    }
    assertThatThrownBy(() -> lanes.enter(Purpose.ACTION))
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasMessageContaining("ACTION");
    lanes.leave(Purpose.ACTION);
    lanes.enter(Purpose.ACTION);
  }
}
