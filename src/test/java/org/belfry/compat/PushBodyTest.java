package org.belfry.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PushBodyTest {

  private static final String FORM = "application/x-www-form-urlencoded; charset=UTF-8";

  private static PushBody of(String body, String contentType) {
    return PushBody.of(body.getBytes(StandardCharsets.UTF_8), contentType);
  }

  @Test
  void a_form_says_the_same_as_an_object() {
    var form = of("tokens=1&tokens=2&entityType=like&data=%C3%BC+%26+x", FORM);
    var object =
        of("{\"tokens\":[1,\"2\"],\"entityType\":\"like\",\"data\":\"ü & x\"}", "application/json");
    assertThat(form).isEqualTo(object);
    assertThat(form.tokens()).containsExactly("1", "2");
  }

  @Test
  void one_token_is_a_list_of_one_and_nothing_is_nobody() {
    assertThat(of("tokens=7&data=a&data=b", FORM).tokens()).containsExactly("7");
    assertThat(of("data=a&data=b", FORM).data().toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(of("", FORM)).isEqualTo(of("{}", null));
  }

  @Test
  void an_object_is_one_even_where_a_back_end_forgot_to_say_so() {
    var object = "{\"tokens\":[\"1\"],\"data\":2}";
    assertThat(of(object, FORM)).isEqualTo(of(object, "application/json"));
    assertThat(of(object, null).tokens()).containsExactly("1");
  }
}
