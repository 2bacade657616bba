package org.belfry.user;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.security.TokenBuckets;
import org.belfry.worker.KeyedExecutor;
import org.belfry.worker.Vitals;

/**
 * Where what users ask for is done, by whatever door they came: at a rate for each user, one after
 * the other for each user, and in turn among users. So who asks for much waits for himself, and no
 * thread of the server waits for the lock of an inbox.
 */
@Singleton
public class UserActions {

  /**
   * More than there are connections to the database for it: an act on very many items gives its
   * connection back after each portion, and those of others come between.
   */
  private static final int CHANGING = 16;

  private static final int LOOKING = 8;

  /** What waits of all users. */
  private static final int OF_ALL = 10_000;

  /** What waits of one user; more is asked for only by who does not wait for answers. */
  private static final int OF_ONE_USER = 64;

  private static final long BYTES = 32 * 1024 * 1024;
  private static final Duration COME_BACK = Duration.ofSeconds(1);

  /** Shorter than a transaction may take: what is under way at the end is not waited for. */
  private static final Duration LAST_ONES = Duration.ofSeconds(2);

  private final KeyedExecutor changes;
  private final KeyedExecutor looks;
  private final TokenBuckets rates;
  private final Executor answers;
  private final MeterRegistry meters;

  @Inject
  UserActions(InboxLimits limits, Executor answers, Vitals vitals, MeterRegistry meters) {
    this.answers = answers;
    this.meters = meters;
    var rate = limits.commandsPerSecond();
    rates = new TokenBuckets(rate, 2.0 * rate);
    changes =
        vitals.keyedExecutor(
            "actions", new KeyedExecutor.Bounds(CHANGING, OF_ALL, OF_ONE_USER, BYTES));
    looks =
        vitals.keyedExecutor(
            "pages", new KeyedExecutor.Bounds(LOOKING, OF_ALL, OF_ONE_USER, BYTES));
    meters.gauge("belfry.actions.queue", changes, KeyedExecutor::size);
    meters.gauge("belfry.pages.queue", looks, KeyedExecutor::size);
  }

  public void start() {
    changes.start();
    looks.start();
  }

  public void stop() throws InterruptedException {
    changes.stop(LAST_ONES);
    looks.stop(LAST_ONES);
  }

  /**
   * Does something to a user's inbox, when it is this user's turn.
   *
   * @return completes on a thread that may write answers
   * @throws Problem 429 {@code rate-limited} when the user asks for too much, 503 {@code
   *     overloaded} when all together do; both say when to come back
   */
  <T> CompletionStage<T> change(UserId user, Callable<T> action) {
    charge(user, 1);
    return submit(changes, user, action);
  }

  /** Reads a user's inbox likewise. */
  <T> CompletionStage<T> look(UserId user, Callable<T> look) {
    charge(user, 1);
    return submit(looks, user, look);
  }

  /**
   * Carries a command out, unless whoever gave it has hung up by then.
   *
   * @param bytes that the command holds while it waits
   * @throws Problem as {@link #change}
   */
  public void command(UserId user, int bytes, BooleanSupplier isGone, Runnable command) {
    charge(user, 1);
    offer(
        changes,
        user,
        bytes,
        new KeyedExecutor.Task() {
          @Override
          public void run() {
            if (!isGone.getAsBoolean()) {
              command.run();
            }
          }

          @Override
          public void dropped() {
            // the connection is told that the server stops
          }
        });
  }

  /** Takes out of the user's bucket without doing anything: what costs little counts little. */
  public void charge(UserId user, double cost) {
    var pause = rates.take(user.value(), cost);
    if (pause != null) {
      throw tooMuch(pause);
    }
  }

  private <T> CompletionStage<T> submit(KeyedExecutor executor, UserId user, Callable<T> action) {
    var done = new CompletableFuture<T>();
    offer(
        executor,
        user,
        0,
        new KeyedExecutor.Task() {
          @Override
          public void run() {
            try {
              var result = action.call();
              answers.execute(() -> done.complete(result));
            } catch (Exception | Error e) {
              answers.execute(() -> done.completeExceptionally(e));
            }
          }

          @Override
          public void dropped() {
            done.completeExceptionally(Problem.restarting());
          }
        });
    return done;
  }

  private void offer(KeyedExecutor executor, UserId user, int bytes, KeyedExecutor.Task task) {
    switch (executor.offer(user.value(), bytes, task)) {
      case KEY_IS_FULL -> throw tooMuch(COME_BACK);
      case ALL_IS_FULL ->
          throw refused(ProblemKind.OVERLOADED, "too much waits to be done; come back", COME_BACK);
      default -> {}
    }
  }

  private Problem tooMuch(Duration pause) {
    return refused(ProblemKind.RATE_LIMITED, "too much at once; come back later", pause);
  }

  private Problem refused(ProblemKind kind, String sentence, Duration pause) {
    meters.counter("belfry.actions.refused", "code", kind.code()).increment();
    return new Problem(kind, sentence).withRetryAfter(pause);
  }
}
