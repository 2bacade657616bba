package org.belfry.inbox.append;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.belfry.inbox.InboxSettings;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.worker.BatchBounds;
import org.belfry.worker.BatchWorker;
import org.belfry.worker.Vitals;

/**
 * Appends notifications to inboxes by group commit: drafts that arrive while a transaction is in
 * flight form the next one. A draft is answered after its commit and never before; no thread waits.
 */
@Singleton
public class Appender {

  private final Replies replies;
  private final DeferredDrafts deferred;
  private final BatchWorker<Pending> committer;
  private volatile boolean stopping;

  @Inject
  public Appender(
      AppendTransactions transactions,
      InboxSettings settings,
      Executor answers,
      Vitals vitals,
      MeterRegistry meters) {
    this(transactions, settings, answers, vitals, meters, System::nanoTime);
  }

  Appender(
      AppendTransactions transactions,
      InboxSettings settings,
      Executor answers,
      Vitals vitals,
      MeterRegistry meters,
      LongSupplier nanos) {
    replies = new Replies(answers);
    deferred = new DeferredDrafts(transactions, replies, settings, vitals, nanos);
    var lockTimeouts = meters.counter("belfry.append.lock.timeouts");
    committer =
        vitals.batchWorker(
            "appender",
            new BatchBounds(settings.queueLimit(), settings.queueBytes(), settings.batchItems()),
            new Committer(transactions, deferred, replies, lockTimeouts, nanos));
    meters.gauge("belfry.append.queue", committer, BatchWorker::entries);
    meters.gauge("belfry.append.queue.bytes", committer, BatchWorker::bytes);
    meters.gauge("belfry.append.deferred", deferred, DeferredDrafts::entries);
    meters.gauge("belfry.append.deferred.bytes", deferred, DeferredDrafts::bytes);
  }

  /** Begins to commit; what was appended before is committed first. */
  public void start() {
    deferred.start();
    committer.start();
  }

  /**
   * Appends a draft to the inboxes of all its recipients, or to none.
   *
   * @param key may be null
   * @return completes after the commit; fails with a {@link Problem}: 409 while a request with the
   *     same key is running, 422 when the key was used for another body, 503 when the store is out
   *     of reach, an inbox stays locked or too many drafts wait
   */
  public CompletionStage<Receipt> append(Draft draft, IdempotencyKey key) {
    var pending = new Pending(draft, key);
    if (!replies.begin(pending)) {
      throw new Problem(
          ProblemKind.IDEMPOTENCY_KEY_IN_USE,
          "a request with this Idempotency-Key is still running");
    }
    if (stopping || !committer.offer(pending)) {
      replies.end(pending);
      throw refusal();
    }
    return pending.answer;
  }

  private Problem refusal() {
    return stopping
        ? Problem.restarting()
        : new Problem(
            ProblemKind.OVERLOADED, "too many notifications wait to be stored; come back");
  }

  /** Refuses new drafts, commits what waits, and returns when that is done or time is up. */
  public void drain(Duration atMost) throws InterruptedException {
    stopping = true;
    var end = System.nanoTime() + atMost.toNanos();
    committer.stop(atMost);
    deferred.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
  }
}
