package org.belfry.inbox.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.belfry.model.Cursor;
import org.junit.jupiter.api.Test;

class LogPositionTest {

  private static final Cursor WHOLE = new Cursor("e", 7);

  @Test
  void behind_a_whole_change_nothing_of_it_is_read_again() {
    var position = LogPosition.behind(WHOLE);
    assertThat(position.after()).isEqualTo(7);
    assertThat(position.part()).isEqualTo(Long.MAX_VALUE);
    assertThat(position.isWithinAChange()).isFalse();
    assertThat(position.isAtHead()).isFalse();
  }

  @Test
  void within_a_change_the_reader_has_what_was_before_it() {
    assertThat(new LogPosition(WHOLE, 8, 200).isWithinAChange()).isTrue();
  }

  @Test
  void at_the_head_no_epoch_is_asked_for() {
    assertThat(LogPosition.atHead().isAtHead()).isTrue();
    assertThat(LogPosition.atHead().whole().epoch()).isNull();
  }

  @Test
  void nobody_reads_on_before_what_he_has() {
    assertThatThrownBy(() -> new LogPosition(WHOLE, 6, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LogPosition(WHOLE, 8, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
