package org.belfry.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileJsonTest {

  enum Colour {
    RED,
    BLUE
  }

  record Inner(List<String> to) {}

  record Outer(
      Long number, Integer small, Instant at, Colour colour, List<Inner> items, JsonNode data) {}

  private static Outer read(String json) {
    return Json.read(json.getBytes(StandardCharsets.UTF_8), Outer.class);
  }

  private static Problem refusal(String json) {
    var refusal = catchThrowableOfType(Problem.class, () -> read(json));
    assertThat(refusal).as("%.60s", json).isNotNull();
    assertThat(refusal.status()).isEqualTo(400);
    return refusal;
  }

  private static String nested(int deep) {
    return "{\"data\":" + "[".repeat(deep - 1) + "]".repeat(deep - 1) + "}";
  }

  @Test
  void a_number_too_large_for_its_field_is_refused_by_field() {
    assertThat(refusal("{\"number\":99999999999999999999}").field()).isEqualTo("number");
    assertThat(refusal("{\"small\":99999999999}").field()).isEqualTo("small");
    assertThat(refusal("{\"small\":99999999999}").code()).isEqualTo("invalid-field");
    assertThat(refusal("{\"small\":99999999999}").sentence()).doesNotContain("9999");
  }

  @Test
  void numbers_in_free_data_keep_their_value() {
    var data = read("{\"data\":[1e999,0.12345678901234567890123,1.10,-0.0,1e-999]}").data();
    assertThat(Json.write(data)).isEqualTo("[1E+999,0.12345678901234567890123,1.10,0.0,1E-999]");
  }

  @Test
  void nesting_is_read_to_64_levels_and_no_deeper() {
    assertThat(read(nested(64)).data()).isNotNull();
    assertThat(refusal(nested(65)).code()).isEqualTo("malformed-json");
    assertThat(refusal(nested(65)).sentence()).contains("64");
    assertThat(refusal(nested(100_000)).sentence()).contains("64");
  }

  @Test
  void a_doubled_field_is_named_as_such_at_any_depth() {
    assertThat(refusal("{\"small\":1,\"small\":2}").sentence()).contains("twice");
    assertThat(refusal("{\"items\":[{\"to\":[],\"to\":[]}]}").sentence()).contains("twice");
    assertThat(refusal("{\"data\":{\"a\":1,\"a\":2}}").sentence()).contains("twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-01T00:00Z",
        "2026-01-01T00:00:00+02:00:30",
        "2026-01-01T00:00:00+02",
        "+999999999-12-31T23:59:59Z",
        "+12026-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-01-01T24:00:01Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01 00:00:00Z",
        ""
      })
  void what_is_no_time_of_rfc_3339_is_refused(String text) {
    var refusal = refusal("{\"at\":\"" + text + "\"}");
    assertThat(refusal.code()).isEqualTo("invalid-field");
    assertThat(refusal.field()).isEqualTo("at");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9999-12-31T23:59:59.999999999Z",
        "0000-01-01T00:00:00+14:00",
        "2026-01-01t00:00:00z",
        "2026-01-01T00:00:00.5-12:34"
      })
  void the_whole_of_rfc_3339_is_read(String text) {
    assertThat(read("{\"at\":\"" + text + "\"}").at()).isNotNull();
  }

  @Test
  void a_name_from_a_list_is_not_its_number() {
    assertThat(refusal("{\"colour\":1}").field()).isEqualTo("colour");
    assertThat(refusal("{\"colour\":\"1\"}").field()).isEqualTo("colour");
    assertThat(read("{\"colour\":\"BLUE\"}").colour()).isEqualTo(Colour.BLUE);
  }

  @Test
  void spaces_alone_are_a_missing_body() {
    assertThat(refusal(" \r\n\t").code()).isEqualTo("missing-body");
  }

  @Test
  void a_long_unknown_name_does_not_come_back_whole() {
    var refusal = refusal("{\"" + "x".repeat(10_000) + "\":1}");
    assertThat(refusal.code()).isEqualTo("unknown-field");
    assertThat(refusal.field()).startsWith("xxx").hasSizeLessThan(70);
  }
}
