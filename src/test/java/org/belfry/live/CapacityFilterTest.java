package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.belfry.problem.RecentIncidents;
import org.junit.jupiter.api.Test;

class CapacityFilterTest {

  private final RecentIncidents incidents =
      new RecentIncidents(Clock.systemUTC(), (door, why, remote) -> {});
  private final Map<String, Object> answer = new HashMap<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private String accepts;
  private boolean passed;

  @Test
  void one_too_many_is_told_when_to_come_back() throws Exception {
    assertThat(knock("GET", true)).isFalse();
    assertThat(answer).containsEntry("status", 503).containsEntry("Retry-After", "5");
    assertThat(incidents.refusals().get(0).code()).isEqualTo("overloaded");
  }

  @Test
  void while_there_is_room_and_before_a_preflight_it_is_not_there() throws Exception {
    assertThat(knock("GET", false)).isTrue();
    assertThat(knock("OPTIONS", true)).isTrue();
    assertThat(answer).isEmpty();
  }

  @Test
  void an_event_source_is_told_so_as_a_stream_because_it_comes_back_from_nothing_else()
      throws Exception {
    accepts = "text/event-stream";
    assertThat(knock("GET", true)).isFalse();
    assertThat(answer).doesNotContainKey("status");
    assertThat(answer.get("type").toString()).startsWith("text/event-stream");
    assertThat(said.toString(StandardCharsets.UTF_8))
        .matches("retry: \\d{4,5}\nevent: goodbye\ndata: \\{\"code\":4004,[^}]*}\n\n");
  }

  private boolean knock(String method, boolean isFull) throws Exception {
    passed = false;
    new CapacityFilter(new Admission(null, null, incidents, null, () -> isFull))
        .doFilter(request(method), response(), (request, response) -> passed = true);
    return passed;
  }

  private HttpServletRequest request(String method) {
    return stub(
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

  private HttpServletResponse response() {
    return stub(
        HttpServletResponse.class,
        (called, arguments) -> {
          switch (called) {
            case "setStatus" -> answer.put("status", arguments[0]);
            case "setContentType" -> answer.put("type", arguments[0]);
            case "setHeader" -> answer.put((String) arguments[0], arguments[1]);
            case "getOutputStream" -> {
              return new Output();
            }
            default -> {}
          }
          return null;
        });
  }

  private interface Answers {
    Object to(String called, Object[] arguments);
  }

  private static <T> T stub(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            CapacityFilterTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) -> answers.to(called.getName(), arguments)));
  }

  private final class Output extends ServletOutputStream {

    @Override
    public void write(int b) throws IOException {
      said.write(b);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}
  }
}
