package org.belfry.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorableTest {

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "\ud800", "x\udc00\ud800", "\ud83d"})
  void what_the_database_can_not_hold_is_refused_naming_the_field(String text) {
    for (var refused :
        new Problem[] {
          catchThrowableOfType(Problem.class, () -> Storable.text("title", text, 100)),
          catchThrowableOfType(Problem.class, () -> Storable.id("title", text))
        }) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.code()).isEqualTo("invalid-field");
      assertThat(refused.field()).isEqualTo("title");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a\nb", "a\r", "\t", "\u001f", "\u007f", "\u0085", "\u2028", "\u2029"})
  void an_id_is_something_on_one_line(String id) {
    assertThat(Storable.isId(id)).isFalse();
    assertThat(catchThrowableOfType(Problem.class, () -> Storable.id("user", id)).field())
        .isEqualTo("user");
  }

  @Test
  void an_id_is_nothing_that_is_taken_out_of_paths() {
    for (var dots : new String[] {".", ".."}) {
      assertThat(Storable.isId(dots)).isFalse();
      var refused = catchThrowableOfType(Problem.class, () -> Storable.id("user", dots));
      assertThat(refused.getMessage()).contains("no path can hold");
    }
    assertThat(Storable.id("user", "...")).isEqualTo("...");
  }

  @Test
  void an_id_has_1_to_128_characters_of_any_script() {
    for (var id : new String[] {"42", " a b ", "ä", "用户", "👩‍💻", "x".repeat(128), "a#0"}) {
      assertThat(Storable.id("user", id)).isSameAs(id);
    }
    assertThat(Storable.isId("x".repeat(129))).isFalse();
    var none = catchThrowableOfType(Problem.class, () -> Storable.id("user", null));
    assertThat(none.code()).isEqualTo("missing-field");
  }

  @Test
  void a_text_may_have_lines_and_be_absent_but_is_not_longer_than_allowed() {
    assertThat(Storable.text("body", "one\ntwo\u0007", 8)).isEqualTo("one\ntwo\u0007");
    assertThat(Storable.text("body", null, 3)).isNull();
    var long_ = catchThrowableOfType(Problem.class, () -> Storable.text("body", "four", 3));
    assertThat(long_.getMessage()).contains("at most 3");
  }

  @Test
  void what_only_comes_along_is_cleaned_and_cut() {
    assertThat(Storable.cleaned(null, 5)).isNull();
    assertThat(Storable.cleaned("Mozilla/5.0", 256)).isEqualTo("Mozilla/5.0");
    assertThat(Storable.cleaned("a\0b\nc\ud800", 256)).isEqualTo("a\ufffdb\ufffdc\ufffd");
    assertThat(Storable.cleaned("abcdef", 3)).isEqualTo("abc");
    assertThat(Storable.cleaned("ab😀cd", 3)).as("no half of a pair").isEqualTo("ab");
    assertThat(Storable.isText(Storable.cleaned("\udc00\ud83d\ude00\ud83d", 3))).isTrue();
  }
}
