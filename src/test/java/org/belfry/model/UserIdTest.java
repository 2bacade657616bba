package org.belfry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.belfry.json.Json;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIdTest {

  private static Problem refusal(String text) {
    return catchThrowableOfType(Problem.class, () -> UserId.of("user", text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "a\nevent=forged", "a\u0000", "a\u007f", "a\u2028", "\ud800"})
  void what_a_log_or_a_path_can_not_hold_is_refused_at_the_door(String text) {
    assertThat(refusal(text))
        .satisfies(
            problem -> {
              assertThat(problem.code()).isEqualTo("invalid-field");
              assertThat(problem.field()).isEqualTo("user");
              assertThat(problem.sentence()).doesNotContain("forged");
            });
  }

  @Test
  void an_id_has_at_most_128_characters_and_is_there() {
    assertThat(UserId.of("user", "x".repeat(128)).value()).hasSize(128);
    assertThat(refusal("x".repeat(129)).code()).isEqualTo("invalid-field");
    assertThat(refusal(null).code()).isEqualTo("missing-field");
  }

  @Test
  void in_a_list_the_place_is_named() {
    assertThat(UserId.of("to", 7, "Zoë 李").value()).isEqualTo("Zoë 李");
    for (var none : new String[] {null, "", ".."}) {
      assertThat(catchThrowableOfType(Problem.class, () -> UserId.of("to", 7, none)).field())
          .isEqualTo("to[7]");
    }
  }

  @Test
  void two_of_a_name_are_one_and_json_and_columns_hold_the_name() {
    var ada = UserId.of("user", "ada");
    assertThat(UserId.stored("ada")).isEqualTo(ada).hasSameHashCodeAs(ada).hasToString("ada");
    assertThat(Json.write(Map.of("user", ada))).isEqualTo("{\"user\":\"ada\"}");
    assertThat(UserId.values(List.of(ada, UserId.stored("b")))).containsExactly("ada", "b");
  }
}
