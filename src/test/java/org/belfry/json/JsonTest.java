package org.belfry.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {

  record Inner(List<String> to) {}

  record Outer(String text, Long number, Boolean flag, Instant at, List<Inner> items) {}

  private static Problem refusal(String json) {
    return catchThrowableOfType(
        Problem.class, () -> Json.read(json.getBytes(StandardCharsets.UTF_8), Outer.class));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'text':1}|invalid-field|text",
        "{'text':true}|invalid-field|text",
        "{'number':'1'}|invalid-field|number",
        "{'number':1.5}|invalid-field|number",
        "{'flag':'true'}|invalid-field|flag",
        "{'flag':1}|invalid-field|flag",
        "{'at':'2026-01-01'}|invalid-field|at",
        "{'at':'2026-01-01T00:00:00'}|invalid-field|at",
        "{'at':1}|invalid-field|at",
        "{'items':{}}|invalid-field|items",
        "{'items':[{'to':['a',2]}]}|invalid-field|items[0].to[1]",
        "{'items':[{},{'odd':1}]}|unknown-field|items[1].odd",
        "{'colour':'red'}|unknown-field|colour",
      })
  void what_does_not_fit_is_refused_by_field(String json, String code, String field) {
    var refusal = refusal(json.replace('\'', '"'));
    assertThat(refusal.code()).isEqualTo(code);
    assertThat(refusal.field()).isEqualTo(field);
    assertThat(refusal.status()).isEqualTo(400);
  }

  @Test
  void what_is_not_json_is_refused_by_place_and_never_quoted() {
    assertThat(refusal("{\"text\":\"secret").sentence())
        .contains("line 1")
        .doesNotContain("secret");
    assertThat(refusal("{} secret").sentence()).doesNotContain("secret");
    assertThat(refusal("{\"text\":\"a\",\"text\":\"b\"}").sentence()).contains("twice");
    assertThat(refusal("[".repeat(100)).status()).isEqualTo(400);
    assertThat(refusal("").code()).isEqualTo("missing-body");
    assertThat(refusal("null").code()).isEqualTo("missing-body");
    assertThat(refusal("{} {}").code()).isEqualTo("malformed-json");
    assertThat(refusal("{\"at\":\"9999-12-31T23:59:59-18:00\"}").field()).isEqualTo("at");
    var utf16 = "{}".getBytes(StandardCharsets.UTF_16BE);
    assertThatThrownBy(() -> Json.read(utf16, Outer.class)).isInstanceOf(Problem.class);
    var overlong = new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'};
    assertThatThrownBy(() -> Json.read(overlong, String.class)).isInstanceOf(Problem.class);
    var invalidUtf8 = new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
    assertThatThrownBy(() -> Json.read(invalidUtf8, Outer.class)).isInstanceOf(Problem.class);
  }

  @Test
  void a_byte_order_mark_is_named() {
    assertThat(refusal("\ufeff{}").sentence()).contains("byte order mark");
  }

  @Test
  void times_are_read_with_any_offset_and_written_in_utc() {
    var read =
        Json.read(
            "{\"at\":\"2026-01-01T02:00:00+02:00\"}".getBytes(StandardCharsets.UTF_8), Outer.class);
    assertThat(read.at()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
    assertThat(Json.write(read)).contains("\"2026-01-01T00:00:00.000Z\"");
  }

  @Test
  void a_body_may_be_as_long_as_it_may_and_no_longer() {
    assertThat(Json.limited(new ByteArrayInputStream(new byte[10]), 10)).hasSize(10);
    assertThatThrownBy(() -> Json.limited(new ByteArrayInputStream(new byte[11]), 10))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("at most 10 bytes");
  }

  @Test
  void quoted_text_comes_back_as_it_was() {
    var text = "a\"b\\c\n\t\u0001 é 😀 </script>";
    var out = new StringBuilder();
    Json.quote(out, text);
    assertThat(Json.parse(out.toString()).asText()).isEqualTo(text);
  }

  @Test
  void a_refusal_is_a_problem_document() {
    var document =
        Json.parse(new Problem(ProblemKind.INVALID_PATH, "say \"why\"").withField("f").json());
    assertThat(document.get("status").asInt()).isEqualTo(400);
    assertThat(document.get("title").asText()).isEqualTo("Bad Request");
    assertThat(document.get("detail").asText()).isEqualTo("say \"why\"");
    assertThat(document.get("code").asText()).isEqualTo("invalid-path");
    assertThat(document.get("field").asText()).isEqualTo("f");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05Z, 2026-01-02T03:04:05.000Z",
    "2026-01-02T03:04:00.1239Z, 2026-01-02T03:04:00.123Z",
    "1969-12-31T23:59:59.9999Z, 1969-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
  })
  void a_time_always_has_three_digits_of_milliseconds(String instant, String written) {
    assertThat(Json.time(Instant.parse(instant))).isEqualTo(written);
  }
}
