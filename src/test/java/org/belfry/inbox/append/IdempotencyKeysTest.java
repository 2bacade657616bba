package org.belfry.inbox.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.belfry.inbox.TestInbox;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Test;

class IdempotencyKeysTest {

  private final TestInbox inbox = TestInbox.get();
  private final UserId user = TestInbox.someone();
  private final byte[] hash = {1};

  private Receipt send(IdempotencyKey key, Instant expiresAt) {
    var draft = inbox.draft("n", null, expiresAt, user);
    return inbox.appender.append(draft, key).toCompletableFuture().join();
  }

  private Problem refusal(IdempotencyKey key, Instant expiresAt) {
    var error = catchThrowable(() -> send(key, expiresAt));
    assertThat(error).isInstanceOf(CompletionException.class);
    return (Problem) error.getCause();
  }

  @Test
  void a_retry_after_the_notification_has_expired_gets_the_stored_answer() {
    var key = new IdempotencyKey("tests", user.value(), hash);
    var expiresAt = inbox.clock.instant().plus(Duration.ofMinutes(1));
    var first = send(key, expiresAt);
    inbox.clock.advance(Duration.ofMinutes(2));
    var again = send(key, expiresAt);
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.replayed()).isTrue();
    assertThat(
            refusal(new IdempotencyKey("tests", user.value(), new byte[] {2}), expiresAt).status())
        .isEqualTo(422);
  }

  @Test
  void what_has_expired_before_it_is_stored_is_refused_and_takes_no_key() {
    var key = new IdempotencyKey("tests", user.value(), hash);
    var past = inbox.clock.instant().minusMillis(1);
    for (var one : new IdempotencyKey[] {key, key, null}) {
      var refused = refusal(one, past);
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.field()).isEqualTo("expiresAt");
    }
    assertThat(inbox.acts.counts(user).head()).isZero();
    var other = new IdempotencyKey("tests", user.value(), new byte[] {2});
    assertThat(send(other, null).replayed()).isFalse();
  }

  @Test
  void one_that_has_expired_does_not_fail_its_neighbours() throws Exception {
    var idle = inbox.idleAppender(TestInbox.settings(1_000));
    var good = idle.append(inbox.draft("good", null, null, user), null).toCompletableFuture();
    var past = inbox.clock.instant().minusMillis(1);
    var late = idle.append(inbox.draft("late", null, past, user), null).toCompletableFuture();
    var last = idle.append(inbox.draft("good", null, null, user), null).toCompletableFuture();
    idle.start();
    good.join();
    last.join();
    assertThat(catchThrowable(late::join)).hasCauseInstanceOf(Problem.class);
    assertThat(inbox.acts.counts(user).unread()).isEqualTo(2);
    idle.drain(Duration.ofSeconds(10));
  }

  @Test
  void a_key_that_an_earlier_version_stored_is_honoured_for_the_same_body_only() {
    var former = new IdempotencyKey("backend", user.value(), hash);
    var first = send(former, null);
    var name = former.name();
    assertThat(send(new IdempotencyKey("jwt:backend", user.value(), hash, name), null).id())
        .isEqualTo(first.id());
    var otherBody = new IdempotencyKey("jwt:backend", user.value(), new byte[] {2}, name);
    var second = send(otherBody, null);
    assertThat(second.replayed()).isFalse();
    assertThat(send(otherBody, null).id()).isEqualTo(second.id());
    assertThat(send(former, null).id()).isEqualTo(first.id());
    assertThat(inbox.acts.counts(user).unread()).isEqualTo(2);
  }

  @Test
  void such_a_key_is_forgotten_after_its_day_as_well() {
    var former = new IdempotencyKey("backend", user.value(), hash);
    var first = send(former, null);
    inbox.clock.advance(Duration.ofHours(25));
    var key = new IdempotencyKey("jwt:backend", user.value(), hash, former.name());
    assertThat(send(key, null).id()).isNotEqualTo(first.id());
  }
}
