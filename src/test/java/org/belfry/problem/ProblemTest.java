package org.belfry.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProblemTest {

  private static final Problem REFUSED = new Problem(ProblemKind.NOT_STORABLE, "not so");

  @Test
  void says_when_to_come_back_in_whole_seconds_and_at_least_one() {
    assertThat(REFUSED.retryAfterSeconds()).isNull();
    assertThat(REFUSED.withRetryAfter(Duration.ZERO).retryAfterSeconds()).isOne();
    assertThat(REFUSED.withRetryAfter(Duration.ofNanos(1)).retryAfterSeconds()).isOne();
    assertThat(REFUSED.withRetryAfter(Duration.ofMillis(1_001)).retryAfterSeconds()).isEqualTo(2);
  }

  @Test
  void of_some_kinds_it_is_known_when_to_come_back_and_a_cause_may_know_better() {
    var overloaded = new Problem(ProblemKind.OVERLOADED, "later");
    assertThat(overloaded.retryAfterSeconds()).isEqualTo(2);
    assertThat(overloaded.withRetryAfter(Duration.ofSeconds(9)).retryAfterSeconds()).isEqualTo(9);
  }

  @Test
  void keeps_all_it_was_told_and_costs_no_stack_trace() {
    var cause = new IOException("broken");
    var problem = REFUSED.withCause(cause).withField("to").withRetryAfter(Duration.ofSeconds(3));
    assertThat(problem).hasCause(cause);
    assertThat(problem.field()).isEqualTo("to");
    assertThat(problem.retryAfterSeconds()).isEqualTo(3);
    assertThat(problem.getStackTrace()).isEmpty();
  }

  @Test
  void a_cause_is_not_told_to_the_client() {
    assertThat(REFUSED.withCause(new IOException("broken")).json()).doesNotContain("broken");
  }

  @Test
  void a_document_stays_json_whatever_the_field_is_called() {
    assertThat(REFUSED.withField("a\"b\\c\n\u0001").json())
        .contains("\"field\":\"a\\\"b\\\\c\\u000a\\u0001\"");
    assertThat(new Problem(ProblemKind.INTERNAL, "x").json()).contains("Internal Server Error");
  }

  /** Also where a request was let in, and the node began to stop before it was answered. */
  @Test
  void who_meets_a_node_that_stops_is_told_when_to_come_back_and_that_the_connection_ends() {
    assertThat(Problem.restarting().retryAfterSeconds()).isEqualTo(3);
    assertThat(Problem.restarting().endsConnection()).isTrue();
    assertThat(Problem.restarting().withField("to").endsConnection()).isTrue();
    assertThat(REFUSED.endsConnection()).isFalse();
  }
}
