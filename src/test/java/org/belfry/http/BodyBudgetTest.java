package org.belfry.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.belfry.http.BodyRule.Kind;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {

  private static final int KB = 1024;

  private final BodyBudget budget =
      new BodyBudget(new BodySettings(40, 3, 400 * KB, Duration.ofSeconds(30), 1_000));

  private static BodyRule rule(String party, Kind kind) {
    return new BodyRule(1_000 * KB, party, kind);
  }

  private List<BodyBudget.Account> open(int n, IntFunction<BodyRule> rule) {
    return new ArrayList<>(
        IntStream.range(0, n).mapToObj(i -> budget.open(rule.apply(i))).toList());
  }

  private static void assertRefused(Runnable work, int status, String code) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.status()).isEqualTo(status);
              assertThat(problem.code()).isEqualTo(code);
              assertThat(problem.retryAfterSeconds()).isPositive();
            });
  }

  @Test
  void one_user_has_few_at_once_and_a_backend_a_quarter() {
    open(3, i -> rule("ada", Kind.USER));
    assertRefused(() -> budget.open(rule("ada", Kind.USER)), 429, "rate-limited");
    budget.open(rule("bob", Kind.USER));
    open(10, i -> rule("shop", Kind.BACKEND));
    assertRefused(() -> budget.open(rule("shop", Kind.BACKEND)), 429, "rate-limited");
    assertThat(budget.bodies()).isEqualTo(14);
  }

  @Test
  void strangers_together_leave_half_to_those_who_are_known() {
    open(20, i -> rule("session " + i, Kind.ONE_STRANGER));
    assertRefused(() -> budget.open(rule("one more", Kind.ONE_STRANGER)), 503, "overloaded");
    assertRefused(() -> budget.open(rule("10.0.0.1", Kind.ADDRESS)), 503, "overloaded");
    open(20, i -> rule("user " + i, Kind.USER));
    assertRefused(() -> budget.open(rule("one more", Kind.USER)), 503, "overloaded");
  }

  @Test
  void bytes_count_as_they_come_and_one_party_has_a_quarter_of_them() {
    var first = budget.open(rule("shop", Kind.BACKEND));
    assertThat(budget.bytes()).isZero();
    first.grow(60 * KB);
    var second = budget.open(rule("shop", Kind.BACKEND));
    second.grow(40 * KB);
    assertRefused(() -> second.grow(1), 429, "rate-limited");
    first.close();
    second.grow(60 * KB);
    assertThat(budget.bytes()).isEqualTo(100 * KB);
    open(2, i -> rule("stranger " + i, Kind.ADDRESS)).forEach(account -> account.grow(100 * KB));
    var third = budget.open(rule("stranger 3", Kind.ADDRESS));
    assertRefused(() -> third.grow(1), 503, "overloaded");
    budget.open(rule("ada", Kind.USER)).grow(100 * KB);
    assertRefused(() -> budget.open(rule("bob", Kind.USER)).grow(1), 503, "overloaded");
  }

  @Test
  void a_body_has_to_come_at_a_rate_after_the_first_seconds_and_whole_in_time() {
    var settings = new BodySettings(40, 3, 400 * KB, Duration.ofSeconds(30), 1_000);
    assertThat(settings.isLate(Duration.ofSeconds(5), 0)).isFalse();
    assertThat(settings.isLate(Duration.ofSeconds(6), 999)).isTrue();
    assertThat(settings.isLate(Duration.ofSeconds(6), 1_000)).isFalse();
    assertThat(settings.isLate(Duration.ofSeconds(30), 25_000)).isFalse();
    assertThat(settings.isLate(Duration.ofMillis(30_001), 1_000_000)).isTrue();
    var anyRate = new BodySettings(40, 3, 400 * KB, Duration.ofSeconds(30), 0);
    assertThat(anyRate.isLate(Duration.ofSeconds(30), 0)).isFalse();
  }

  @Test
  void what_is_closed_is_given_back_once_and_forgotten() {
    var accounts = open(3, i -> rule("ada", Kind.USER));
    accounts.forEach(account -> account.grow(KB));
    accounts.forEach(BodyBudget.Account::close);
    accounts.forEach(BodyBudget.Account::close);
    assertThat(budget.bodies()).isZero();
    assertThat(budget.bytes()).isZero();
    assertThat(budget.parties()).isZero();
    assertThatThrownBy(() -> accounts.get(0).grow(1)).isInstanceOf(Problem.class);
  }

  @Test
  void a_body_takes_room_for_what_has_come_and_not_for_what_was_announced() throws IOException {
    var body = new GatheredBody(90 * KB, budget.open(rule("shop", Kind.BACKEND)));
    body.read(new ByteArrayInputStream(new byte[] {1, 2, 3}));
    assertThat(budget.bytes()).isEqualTo(8 * KB);
    body.close();
    assertThat(budget.bytes()).isZero();
  }

  @Test
  void a_gathered_body_is_read_as_it_came() throws IOException {
    var sent = new byte[90 * KB];
    for (var i = 0; i < sent.length; i++) {
      sent[i] = (byte) (i * 31);
    }
    var body = new GatheredBody(90 * KB, budget.open(rule("shop", Kind.BACKEND)));
    var in = new ByteArrayInputStream(sent);
    while (body.read(in) > 0) {
      // goes on
    }
    assertThat(body.size()).isEqualTo(sent.length);
    var stream = body.stream();
    assertThat(stream.read()).isZero();
    assertThat(stream.available()).isEqualTo(sent.length - 1);
    assertThat(stream.isFinished()).isFalse();
    assertThat(stream.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(sent, 1, sent.length));
    assertThat(stream.isFinished()).isTrue();
    assertThat(stream.read()).isEqualTo(-1);
  }

  @Test
  void a_body_that_is_too_long_is_noticed_at_its_first_byte_too_many() throws IOException {
    var body = new GatheredBody(8 * KB, budget.open(rule("shop", Kind.BACKEND)));
    var in = new ByteArrayInputStream(new byte[8 * KB + 1]);
    while (body.size() < 8 * KB) {
      body.read(in);
    }
    assertThatThrownBy(() -> body.read(in))
        .isInstanceOfSatisfying(
            Problem.class, problem -> assertThat(problem.code()).isEqualTo("too-large"));
  }
}
