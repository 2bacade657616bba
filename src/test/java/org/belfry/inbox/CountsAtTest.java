package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.belfry.model.Cursor;
import org.junit.jupiter.api.Test;

class CountsAtTest {

  @Test
  void nothing_is_counted_below_zero() {
    assertThat(new CountsAt(0, 0, 0).head()).isZero();
    assertThatThrownBy(() -> new CountsAt(-1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CountsAt(7, -1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CountsAt(7, 3, -1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_part_of_a_change_says_the_same_counts_of_the_number_before_it() {
    assertThat(new CountsAt(7, 3, 1).saidOf(6)).isEqualTo(new CountsAt(6, 3, 1));
  }

  @Test
  void where_an_inbox_stands_is_a_cursor_with_counts() {
    var counts = new Counts("e", 7, 3, 1, 5);
    assertThat(counts.cursor()).isEqualTo(new Cursor("e", 7));
    assertThat(counts.at()).isEqualTo(new CountsAt(7, 3, 1));
    assertThat(Counts.of("e", counts.at(), 5)).isEqualTo(counts);
  }
}
