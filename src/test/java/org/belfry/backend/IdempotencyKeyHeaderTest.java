package org.belfry.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.belfry.inbox.append.IdempotencyKey;
import org.belfry.problem.Problem;
import org.belfry.security.Sender;
import org.junit.jupiter.api.Test;

class IdempotencyKeyHeaderTest {

  private static final byte[] BODY = {1};
  private static final Sender SHOP = Sender.byKey("shop");
  private static final Sender BACKEND = new Sender("jwt:backend", "backend");

  @Test
  void no_key_of_a_single_request_is_that_of_a_place_in_a_batch() {
    var headers = List.of("k", "k#0", "k#1", "k#0#0", "k#", "k#x", "#7", "k #01");
    var keys = new HashSet<String>();
    var batches = new HashSet<String>();
    for (var header : headers) {
      keys.add(IdempotencyKeyHeader.single(SHOP, header, BODY).key());
      for (var place = 0; place < 3; place++) {
        batches.add(IdempotencyKeyHeader.batch(SHOP, header, BODY).apply(place).key());
      }
    }
    assertThat(keys).hasSize(headers.size()).doesNotContainAnyElementsOf(batches);
    assertThat(batches).hasSize(3 * headers.size());
  }

  @Test
  void keys_are_stored_as_before_so_that_nodes_of_two_versions_agree() {
    var single = IdempotencyKeyHeader.single(SHOP, "order-7", BODY);
    assertThat(single.key()).isEqualTo("order-7");
    assertThat(single.sender()).isEqualTo("shop");
    assertThat(single.former()).isNull();
    var batch = IdempotencyKeyHeader.batch(SHOP, "order-7", BODY).apply(3);
    assertThat(batch.key()).isEqualTo("order-7#3");
    assertThat(batch.former()).isNull();
  }

  @Test
  void where_they_are_not_it_is_known_as_what_they_were() {
    assertThat(IdempotencyKeyHeader.single(SHOP, "k#0", BODY).former())
        .isEqualTo(new IdempotencyKey.Name("shop", "k#0"));
    assertThat(IdempotencyKeyHeader.single(BACKEND, "k", BODY).former())
        .isEqualTo(new IdempotencyKey.Name("backend", "k"));
    assertThat(IdempotencyKeyHeader.batch(BACKEND, "k", BODY).apply(1).former())
        .isEqualTo(new IdempotencyKey.Name("backend", "k#1"));
    assertThat(IdempotencyKeyHeader.batch(BACKEND, "k", BODY).apply(1).sender())
        .isEqualTo("jwt:backend");
  }

  @Test
  void a_key_is_an_id_and_nothing_is_none() {
    assertThat(IdempotencyKeyHeader.single(SHOP, null, BODY)).isNull();
    assertThat(IdempotencyKeyHeader.batch(SHOP, null, BODY).apply(0)).isNull();
    for (var odd : Set.of("", "x".repeat(129), "k#0\u001f", "a\nb")) {
      var refused =
          catchThrowableOfType(Problem.class, () -> IdempotencyKeyHeader.single(SHOP, odd, BODY));
      assertThat(refused.field()).isEqualTo("Idempotency-Key");
    }
  }
}
