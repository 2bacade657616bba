package org.belfry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

  @Test
  void what_is_written_is_read() {
    for (var cursor :
        new Cursor[] {
          new Cursor("3f0a91bc", 0), new Cursor("a:b", 17), new Cursor("e", Long.MAX_VALUE - 1)
        }) {
      assertThat(Cursor.parse(cursor.toString())).contains(cursor);
    }
    assertThat(new Cursor("3f0a91bc", 17)).hasToString("3f0a91bc:17");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", ":5", "e", "e:", "e:x", "e:-1", "e:1.5", "e:9223372036854775807", "e 5"})
  void what_is_no_cursor_is_nothing(String text) {
    assertThat(Cursor.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nevent=forged", "\u0000", "\ud800"})
  void what_can_be_no_epoch_is_that_of_no_inbox_and_reaches_no_log(String epoch) {
    assertThat(new Cursor(epoch, 0)).isEqualTo(Cursor.VOID).hasToString(":0");
    assertThat(new Cursor("x".repeat(129), 0)).isEqualTo(Cursor.VOID);
    assertThat(new Cursor("x".repeat(128), 0)).isNotEqualTo(Cursor.VOID);
  }

  @Test
  void no_number_lies_below_0() {
    assertThatThrownBy(() -> new Cursor("e", -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbers_are_only_compared_within_an_epoch() {
    var has = new Cursor("e", 7);
    assertThat(has.covers(has)).isTrue();
    assertThat(has.covers(has.at(6))).isTrue();
    assertThat(has.covers(has.at(8))).isFalse();
    assertThat(has.covers(new Cursor("f", 1))).isFalse();
    assertThat(has.at(8).follows(has)).isTrue();
    assertThat(has.at(9).follows(has)).isFalse();
    assertThat(new Cursor("f", 8).follows(has)).isFalse();
    var unknown = new Cursor(null, 7);
    assertThat(unknown.isOfEpochOf(unknown)).isFalse();
    assertThat(has.covers(unknown)).isFalse();
    assertThat(unknown).hasToString("?:7");
  }
}
