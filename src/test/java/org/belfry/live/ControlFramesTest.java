package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.belfry.inbox.Counts;
import org.belfry.json.Json;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.FrameEvent;
import org.belfry.model.UserId;
import org.belfry.problem.CloseCode;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.junit.jupiter.api.Test;

/** Byte for byte what clients are used to. */
class ControlFramesTest {

  private static final Counts NOW = new Counts("ep:1", 17, 4, 2, 9);

  private static JsonNode ref(String json) {
    return Json.parse(json);
  }

  @Test
  void who_connects_is_told_the_inbox_as_it_is_and_gets_no_cursor() {
    var hello = ControlFrames.hello("c-1", UserId.stored("Zoë \"\\\u0001\u2028/<😀"), NOW);
    assertThat(hello.json())
        .isEqualTo(
            "{\"event\":\"hello\",\"connection\":\"c-1\",\"user\":\"Zoë \\\"\\\\\\u0001\u2028/<😀\","
                + "\"epoch\":\"ep:1\",\"head\":17,\"unread\":4,\"unseen\":2,\"seenUpTo\":9}");
    assertThat(hello.cursor()).isNull();
  }

  @Test
  void caught_up_and_reset_move_the_cursor() {
    assertThat(ControlFrames.caughtUp(NOW))
        .isEqualTo(
            new Frame(
                FrameEvent.CAUGHT_UP,
                "{\"event\":\"caught-up\",\"epoch\":\"ep:1\",\"head\":17,\"unread\":4,\"unseen\":2,"
                    + "\"seenUpTo\":9}",
                new Cursor("ep:1", 17)));
    assertThat(ControlFrames.reset(NOW))
        .isEqualTo(
            new Frame(
                FrameEvent.RESET,
                "{\"event\":\"reset\",\"epoch\":\"ep:1\",\"head\":17,\"unread\":4,\"unseen\":2,"
                    + "\"seenUpTo\":9}",
                new Cursor("ep:1", 17)));
  }

  @Test
  void answers_repeat_the_ref_as_it_came() {
    assertThat(ControlFrames.ok(null, null).json()).isEqualTo("{\"event\":\"ok\"}");
    assertThat(ControlFrames.ok(ref("\"a\\\"b\""), null).json())
        .isEqualTo("{\"event\":\"ok\",\"ref\":\"a\\\"b\"}");
    for (var number : List.of("1", "-0.50", "1E+5", "true", "12345678901234567890")) {
      assertThat(ControlFrames.ok(ref(number), NOW).json())
          .isEqualTo(
              "{\"event\":\"ok\",\"ref\":"
                  + number
                  + ",\"epoch\":\"ep:1\",\"head\":17,\"unread\":4,\"unseen\":2,\"seenUpTo\":9}");
    }
    assertThat(
            ControlFrames.error(ref("7"), new Problem(ProblemKind.INVALID_PATH, "a \"b\"")).json())
        .isEqualTo(
            "{\"event\":\"error\",\"code\":\"invalid-path\",\"message\":\"a \\\"b\\\"\",\"ref\":7}");
    assertThat(ControlFrames.error(null, new Problem(ProblemKind.INVALID_PATH, "c")).json())
        .isEqualTo("{\"event\":\"error\",\"code\":\"invalid-path\",\"message\":\"c\"}");
  }

  @Test
  void a_goodbye_says_code_and_reason() {
    assertThat(ControlFrames.goodbye(CloseCode.ENDED))
        .isEqualTo(
            Frame.aside(
                FrameEvent.GOODBYE,
                "{\"event\":\"goodbye\",\"code\":4410,\"reason\":\"ended by the back end\"}"));
  }
}
