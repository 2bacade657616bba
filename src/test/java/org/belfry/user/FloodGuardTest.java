package org.belfry.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FloodGuardTest {

  private final FloodGuard guard = new FloodGuard();

  @Test
  void a_hundred_refusals_may_be_overlooked() {
    for (var i = 0; i < 100; i++) {
      assertThat(guard.isFloodAfterRefusal()).isFalse();
    }
    assertThat(guard.isFloodAfterRefusal()).isTrue();
  }

  @Test
  void a_flood_of_which_a_third_is_taken_is_one_all_the_same() {
    var refused = 0;
    while (refused < 1_000) {
      guard.accepted();
      refused += 2;
      if (guard.isFloodAfterRefusal() | guard.isFloodAfterRefusal()) {
        break;
      }
    }
    assertThat(refused).isBetween(200, 210);
  }

  @Test
  void who_is_a_little_over_the_rate_for_ever_is_never_sent_away() {
    for (var i = 0; i < 10_000; i++) {
      guard.accepted();
      guard.accepted();
      assertThat(guard.isFloodAfterRefusal()).isFalse();
    }
  }
}
