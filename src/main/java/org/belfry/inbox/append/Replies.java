package org.belfry.inbox.append;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.belfry.inbox.StoreFailure;

/**
 * Tells senders what became of their drafts, each once, on threads that hold up nobody. Knows which
 * idempotency keys are on their way.
 */
final class Replies {

  private static final int REPLIES_A_TASK = 8;

  private final Executor executor;
  private final Set<IdempotencyKey.Name> running = ConcurrentHashMap.newKeySet();

  Replies(Executor executor) {
    this.executor = executor;
  }

  /** Whether no other draft with its key is on its way. */
  boolean begin(Pending pending) {
    return pending.key == null || running.add(pending.key.name());
  }

  /** The draft goes no further. */
  void end(Pending pending) {
    if (pending.key != null) {
      running.remove(pending.key.name());
    }
  }

  void stored(Collection<Pending> batch, AppendBatch.Outcome outcome) {
    reply(batch, pending -> reply(pending, outcome));
  }

  private static void reply(Pending pending, AppendBatch.Outcome outcome) {
    var refusal = outcome.refusals().get(pending);
    if (refusal != null) {
      pending.answer.completeExceptionally(refusal);
    } else {
      pending.answer.complete(outcome.answers().getOrDefault(pending, pending.receipt()));
    }
  }

  void failed(Collection<Pending> batch, Throwable reason) {
    reply(batch, pending -> pending.answer.completeExceptionally(StoreFailure.problem(reason)));
  }

  /** In portions: waking a thread for each answer costs more than the answer. */
  private void reply(Collection<Pending> batch, Consumer<Pending> reply) {
    var left = batch.stream().filter(Pending::begunReply).toList();
    left.forEach(this::end);
    for (var from = 0; from < left.size(); from += REPLIES_A_TASK) {
      var portion = List.copyOf(left.subList(from, Math.min(from + REPLIES_A_TASK, left.size())));
      executor.execute(() -> portion.forEach(reply));
    }
  }
}
