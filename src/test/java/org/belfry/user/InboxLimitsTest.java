package org.belfry.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.belfry.json.Json;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;

class InboxLimitsTest {

  private final InboxLimits limits = new InboxLimits(200, 3, 0);

  @Test
  void a_list_of_items_is_a_set() {
    assertThat(limits.seqs(List.of(2L, 1L, 2L))).containsExactly(2L, 1L);
    assertThat(limits.seqs(List.of(7L))).containsExactly(7L);
  }

  @Test
  void a_body_may_hold_as_many_numbers_as_may_be_named_however_long_they_are() {
    var most = new InboxLimits(200, 10_000, 0);
    var longest = Json.write(Map.of("seqs", Collections.nCopies(10_000, Long.MAX_VALUE)));
    assertThat(longest.length()).isLessThan(most.bodyBytes());
  }

  @Test
  void it_names_something_and_not_more_than_allowed() {
    for (var list :
        List.<List<Long>>of(
            List.of(),
            Collections.nCopies(4, 1L),
            Arrays.asList(1L, null),
            List.of(1L, 2L, 3L, 4L))) {
      var refused = catchThrowableOfType(Problem.class, () -> limits.seqs(list));
      assertThat(refused.field()).isEqualTo("seqs");
    }
  }
}
