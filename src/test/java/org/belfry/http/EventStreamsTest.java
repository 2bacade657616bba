package org.belfry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.belfry.problem.CloseCode;
import org.junit.jupiter.api.Test;

class EventStreamsTest {

  @Test
  void each_is_told_to_come_back_in_a_time_of_its_own() {
    var pauses =
        Stream.generate(() -> EventStreams.goodbye(CloseCode.RESTARTING))
            .limit(500)
            .map(text -> Integer.parseInt(text.substring("retry: ".length(), text.indexOf('\n'))))
            .toList();
    assertThat(pauses).allSatisfy(pause -> assertThat(pause).isBetween(5_000, 15_000));
    assertThat(pauses.stream().distinct().count()).isGreaterThan(100);
    assertThat(EventStreams.goodbye(CloseCode.RESTARTING))
        .endsWith("\nevent: goodbye\ndata: {\"code\":4000,\"reason\":\"server restarting\"}\n\n");
  }
}
