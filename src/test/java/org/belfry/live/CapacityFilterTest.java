package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.belfry.problem.RecentIncidents;
import org.junit.jupiter.api.Test;

class CapacityFilterTest {

  private final RecentIncidents incidents =
      new RecentIncidents(Clock.systemUTC(), (door, why, remote) -> {});
  private final FakeResponse answer = new FakeResponse();
  private String accepts;
  private boolean passed;

  @Test
  void one_too_many_is_told_when_to_come_back() throws Exception {
    assertThat(knock("GET", true)).isFalse();
    assertThat(answer.headers).containsEntry("status", 503).containsEntry("Retry-After", "5");
    assertThat(incidents.refusals().get(0).code()).isEqualTo("overloaded");
  }

  @Test
  void while_there_is_room_and_before_a_preflight_it_is_not_there() throws Exception {
    assertThat(knock("GET", false)).isTrue();
    assertThat(knock("OPTIONS", true)).isTrue();
    assertThat(answer.headers).isEmpty();
  }

  @Test
  void an_event_source_is_told_so_as_a_stream_because_it_comes_back_from_nothing_else()
      throws Exception {
    accepts = "text/event-stream";
    assertThat(knock("GET", true)).isFalse();
    assertThat(answer.headers).doesNotContainKey("status");
    assertThat(answer.headers.get("type").toString()).startsWith("text/event-stream");
    assertThat(answer.text())
        .matches("retry: \\d{4,5}\nevent: goodbye\ndata: \\{\"code\":4004,[^}]*}\n\n");
  }

  private boolean knock(String method, boolean isFull) throws Exception {
    passed = false;
    new CapacityFilter(new Admission(null, null, incidents, null, () -> isFull))
        .doFilter(request(method), answer.response(), (request, response) -> passed = true);
    return passed;
  }

  private HttpServletRequest request(String method) {
    return FakeResponse.stub(
        HttpServletRequest.class,
        (called, arguments) ->
            switch (called) {
              case "getMethod" -> method;
              case "getServletPath" -> "/ws";
              case "getHeader" -> "Accept".equals(arguments[0]) ? accepts : null;
              case "getRemoteAddr" -> "192.0.2.1";
              default -> null;
            });
  }
}
