package org.belfry.inbox.append;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.belfry.inbox.TestInbox;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

class AppendStepTest {

  private final TestInbox inbox = TestInbox.get();
  private final UserId user = TestInbox.someone();

  private Pending plain(UserId... users) {
    return new Pending(inbox.draft("n", null, null, users), null);
  }

  private Pending collapsing() {
    return new Pending(inbox.draft("n", "likes", null, user), null);
  }

  private Pending keyed() {
    var key = new IdempotencyKey("tests", user.value(), new byte[] {1});
    return new Pending(inbox.draft("n", null, null, user), key);
  }

  @Test
  void a_batch_that_concerns_no_step_is_one_statement_and_any_other_is_not() {
    assertThat(AppendBatch.isOneStatement(List.of(plain(user), plain(user)))).isTrue();
    assertThat(AppendBatch.isOneStatement(List.of(plain(user), collapsing()))).isFalse();
    assertThat(AppendBatch.isOneStatement(List.of(keyed(), plain(user)))).isFalse();
    var late = new Pending(inbox.draft("n", null, inbox.clock.instant(), user), null);
    assertThat(AppendBatch.isOneStatement(List.of(late))).as("refused from memory").isTrue();
    var crowd = IntStream.range(0, 200).mapToObj(i -> TestInbox.someone()).toArray(UserId[]::new);
    assertThat(AppendBatch.isOneStatement(List.of(plain(crowd)))).isFalse();
  }

  @Test
  void only_what_collapses_waits_for_what_it_may_replace() {
    var collapse = new Collapse();
    assertThat(collapse.waitsFor(Set.of(user), collapsing())).isTrue();
    assertThat(collapse.waitsFor(Set.of(TestInbox.someone()), collapsing())).isFalse();
    assertThat(collapse.waitsFor(Set.of(user), plain(user))).isFalse();
    assertThat(collapse.concerns(keyed())).isFalse();
    assertThat(new IdempotencyKeys().concerns(collapsing())).isFalse();
  }
}
