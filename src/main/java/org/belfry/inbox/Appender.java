package org.belfry.inbox;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.belfry.cluster.Bell;
import org.belfry.problem.Problem;
import org.belfry.store.Purpose;
import org.belfry.store.SqlFaults;
import org.belfry.store.Store;

/**
 * Appends notifications to inboxes by group commit: drafts that arrive while a transaction is in
 * flight form the next one. A draft is answered after its commit and never before; no thread waits.
 */
@Singleton
public class Appender {

  private static final Logger LOG = System.getLogger(Appender.class.getName());
  private static final Duration COME_BACK = Duration.ofSeconds(2);
  private static final int TRIES = 3;
  private static final int ANSWERS_A_TASK = 8;

  /** Has the committer look whether it is to stop. */
  private static final Pending WAKE = new Pending(new Draft("", null, List.of(), null), null);

  private final Store store;
  private final Bell bell;
  private final InboxSettings settings;
  private final Clock clock;
  private final Executor answers;
  private final BlockingQueue<Pending> waiting;
  private final Set<IdempotencyKey.Name> running = ConcurrentHashMap.newKeySet();
  private final Thread committer;
  private final Timer latency;
  private final DistributionSummary batchSizes;
  private Pending next;
  private volatile boolean stopping;

  @Inject
  @SuppressWarnings("this-escape")
  public Appender(
      Store store,
      Bell bell,
      InboxSettings settings,
      Clock clock,
      Executor answers,
      ThreadFactory threads,
      MeterRegistry meters) {
    this.store = store;
    this.bell = bell;
    this.settings = settings;
    this.clock = clock;
    this.answers = answers;
    waiting = new LinkedBlockingQueue<>(settings.queueLimit());
    latency = meters.timer("belfry.append.latency");
    batchSizes = DistributionSummary.builder("belfry.append.batch.items").register(meters);
    meters.gauge("belfry.append.queue", waiting, BlockingQueue::size);
    committer = threads.newThread(this::commitBatches);
    committer.setName("belfry-appender");
    committer.start();
  }

  /**
   * Appends a draft to the inboxes of all its recipients, or to none.
   *
   * @param key may be null
   * @return completes after the commit; fails with a {@link Problem}: 409 while a request with the
   *     same key is running, 422 when the key was used for another body, 503 when the store is out
   *     of reach or too many drafts wait
   */
  public CompletionStage<Appended> append(Draft draft, IdempotencyKey key) {
    var pending = new Pending(draft, key);
    if (key != null && !running.add(key.name())) {
      throw new Problem(
          409, "idempotency-key-in-use", "a request with this Idempotency-Key is still running");
    }
    if (stopping || !waiting.offer(pending)) {
      release(pending);
      throw refusal().withRetryAfter(COME_BACK);
    }
    return pending.answer;
  }

  private Problem refusal() {
    return stopping
        ? new Problem(503, "restarting", "this server is about to stop; come back")
        : new Problem(503, "overloaded", "too many notifications wait to be stored; come back");
  }

  private void commitBatches() {
    var batch = new ArrayList<Pending>();
    while (!stopping || next != null || !waiting.isEmpty()) {
      try {
        take(batch);
        if (!batch.isEmpty()) {
          commit(batch);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error e) {
        LOG.log(Level.ERROR, "a batch failed; the next one goes ahead", e);
        fail(batch, e);
      } finally {
        batch.clear();
      }
    }
  }

  /** Waits for one draft, then takes all that wait already, up to the bound. */
  private void take(List<Pending> batch) throws InterruptedException {
    var pending = next != null ? next : waiting.take();
    next = null;
    var items = 0;
    while (pending != null) {
      items += pending.size();
      if (!batch.isEmpty() && items > settings.batchItems()) {
        next = pending;
        return;
      }
      if (pending != WAKE) {
        batch.add(pending);
      }
      pending = waiting.poll();
    }
  }

  private void commit(List<Pending> batch) {
    var begun = System.nanoTime();
    for (var attempt = 1; ; attempt++) {
      try {
        var outcome = append(batch);
        bell.announce(outcome.announcements());
        latency.record(Duration.ofNanos(System.nanoTime() - begun));
        batchSizes.record(outcome.items());
        answer(batch, outcome);
        return;
      } catch (SQLException e) {
        if (!Failure.isWorthAnotherTry(e) || attempt == TRIES) {
          isolate(batch, e);
          return;
        }
      }
    }
  }

  private AppendBatch.Outcome append(List<Pending> batch) throws SQLException {
    Store.SqlWork<AppendBatch.Outcome> work =
        connection -> new AppendBatch(connection, clock.instant()).append(batch);
    return AppendBatch.isOneStatement(batch)
        ? store.statement(Purpose.APPEND, work)
        : store.jdbc(Purpose.APPEND, work);
  }

  /** A draft that the database refuses must not fail its neighbours: then each goes alone. */
  private void isolate(List<Pending> batch, SQLException reason) {
    if (batch.size() > 1 && SqlFaults.isTheDatas(reason)) {
      batch.forEach(pending -> commit(List.of(pending)));
    } else {
      LOG.log(Level.ERROR, "a batch of " + batch.size() + " could not be stored", reason);
      fail(batch, reason);
    }
  }

  private void answer(List<Pending> batch, AppendBatch.Outcome outcome) {
    answer(batch, pending -> answer(pending, outcome));
  }

  private static void answer(Pending pending, AppendBatch.Outcome outcome) {
    var refusal = outcome.refusals().get(pending);
    if (refusal != null) {
      pending.answer.completeExceptionally(refusal);
    } else {
      pending.answer.complete(outcome.answers().getOrDefault(pending, pending.appended()));
    }
  }

  private void fail(List<Pending> batch, Throwable reason) {
    answer(batch, pending -> pending.answer.completeExceptionally(Failure.problem(reason)));
  }

  /** In portions: waking a thread for each answer costs more than the answer. */
  private void answer(List<Pending> batch, Consumer<Pending> answer) {
    batch.forEach(this::release);
    for (var from = 0; from < batch.size(); from += ANSWERS_A_TASK) {
      var to = Math.min(from + ANSWERS_A_TASK, batch.size());
      var portion = List.copyOf(batch.subList(from, to));
      answers.execute(() -> portion.forEach(answer));
    }
  }

  private void release(Pending pending) {
    if (pending.key != null) {
      running.remove(pending.key.name());
    }
  }

  /** Refuses new drafts, commits what waits, and returns when that is done or time is up. */
  public void drain(Duration atMost) throws InterruptedException {
    stopping = true;
    // not an interrupt: that would break a commit in flight; a full queue needs no waking
    waiting.offer(WAKE);
    committer.join(atMost.toMillis());
  }
}
