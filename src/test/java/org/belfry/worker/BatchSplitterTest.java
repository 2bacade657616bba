package org.belfry.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSplitterTest {

  private final List<Integer> alone = new ArrayList<>();
  private final List<Integer> done = new ArrayList<>();
  private final BatchSplitter<Integer> splitter =
      new BatchSplitter<>(
          IllegalArgumentException.class::isInstance, (entry, reason) -> alone.add(entry));
  private int tries;

  private void work(List<Integer> batch) {
    tries++;
    if (batch.contains(-1)) {
      throw new IllegalArgumentException("a bad one among them");
    }
    done.addAll(batch);
  }

  @Test
  void one_bad_entry_of_a_thousand_fails_alone_in_about_twenty_tries() throws Exception {
    var batch = new ArrayList<>(IntStream.range(0, 1_000).boxed().toList());
    batch.set(617, -1);
    splitter.perform(batch, this::work);
    assertThat(alone).containsExactly(-1);
    assertThat(done).hasSize(999).isSorted();
    assertThat(tries).isLessThanOrEqualTo(21);
  }

  @Test
  void a_good_batch_is_one_try() throws Exception {
    splitter.perform(List.of(1, 2, 3), this::work);
    assertThat(tries).isEqualTo(1);
  }

  @Test
  void what_does_not_lie_in_the_entries_is_thrown_on() {
    assertThatThrownBy(
            () ->
                splitter.perform(
                    List.of(1, 2),
                    batch -> {
                      tries++;
                      throw new IllegalStateException("away");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(tries).isEqualTo(1);
    assertThat(alone).isEmpty();
  }
}
