package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.belfry.inbox.Counts;
import org.belfry.inbox.read.Head;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

class HeardTest {

  private final Heard heard = new Heard();

  private void note(String epoch, long number) {
    heard.note(new Head(UserId.stored("u"), new Cursor(epoch, number)));
  }

  private boolean isBeyond(String epoch, long head) {
    return heard.isBeyond(new Counts(epoch, head, 0, 0, 0));
  }

  @Test
  void nothing_is_beyond_nothing() {
    assertThat(isBeyond("e", 0)).isFalse();
  }

  @Test
  void the_highest_number_counts_whatever_the_order() {
    note("e", 8);
    note("e", 7);
    assertThat(isBeyond("e", 7)).isTrue();
    note("e", 7);
    note("e", 8);
    assertThat(isBeyond("e", 8)).isFalse();
  }

  @Test
  void of_another_epoch_even_a_lower_number_is_worth_one_more_look_and_no_second_one() {
    note("e", 20);
    note("f", 3);
    assertThat(isBeyond("e", 20)).isTrue();
    assertThat(isBeyond("f", 2)).isFalse();
  }

  @Test
  void of_an_unknown_epoch_too() {
    note(null, 3);
    assertThat(isBeyond("e", 20)).isTrue();
  }
}
