package org.belfry.interleaving;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Plays everything that is under way on one thread, in an order that a seed chooses: the same seed
 * is the same run, so what fails once can be looked at as often as one likes.
 */
public final class DeterministicScheduler implements Executor {

  /** Plays the run of this seed alone: {@code mvn test -Dtest=… -Dbelfry.test.seed=…}. */
  private static final String REPLAY = "belfry.test.seed";

  /** More than any run needs that gets further. */
  private static final int MOST_STEPS = 20_000;

  /** Threads that come in between, one within the other. */
  private static final int DEEPEST = 3;

  private final Random random;
  private final List<Runnable> underWay = new ArrayList<>();
  private int depth;
  private String fault;

  private DeterministicScheduler(long seed) {
    random = new Random(seed);
  }

  /** Plays so many runs, each with a seed of its own; the first that fails says its seed. */
  public static void explore(int runs, Consumer<DeterministicScheduler> run) {
    // failures are part of the play, and each of them would be said with all its stack
    var logger = Logger.getLogger("org.belfry");
    var level = logger.getLevel();
    logger.setLevel(Level.OFF);
    try {
      var replayed = Long.getLong(REPLAY);
      var first = replayed == null ? 0 : replayed;
      var last = replayed == null ? runs - 1 : replayed;
      for (var seed = first; seed <= last; seed++) {
        play(seed, run);
      }
    } finally {
      logger.setLevel(level);
    }
  }

  private static void play(long seed, Consumer<DeterministicScheduler> run) {
    try {
      var scheduler = new DeterministicScheduler(seed);
      run.accept(scheduler);
      if (scheduler.fault != null) {
        throw new AssertionError(scheduler.fault);
      }
    } catch (RuntimeException | Error e) {
      throw new AssertionError("seed " + seed + " (again: -D" + REPLAY + "=" + seed + "): " + e, e);
    }
  }

  /**
   * For what is called by what is tested, which may catch whatever is thrown: notes a broken
   * promise, that ends the run as a failure.
   */
  public void check(boolean isKept, String promise) {
    if (!isKept && fault == null) {
      fault = "broken: " + promise;
    }
  }

  /** A number from 0 to below {@code bound}. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** True once in so many times. */
  public boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** One of these. */
  public <T> T oneOf(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  /** Some time. */
  @Override
  public void execute(Runnable task) {
    underWay.add(task);
  }

  /** Now, or some time. */
  public void nowOrLater(Runnable task) {
    if (oneIn(3)) {
      task.run();
    } else {
      execute(task);
    }
  }

  /** Something of what is under way goes on. */
  public void goOn() {
    if (!underWay.isEmpty()) {
      underWay.remove(random.nextInt(underWay.size())).run();
    }
  }

  /** Where no lock is held: sometimes another thread comes in between. */
  public void preempt() {
    if (depth < DEEPEST && oneIn(4)) {
      depth++;
      try {
        goOn();
      } finally {
        depth--;
      }
    }
  }

  /** Goes on until nothing is under way. */
  public void rest() {
    for (var step = 0; !underWay.isEmpty(); step++) {
      if (step > MOST_STEPS) {
        throw new AssertionError("it goes round and gets no further");
      }
      goOn();
    }
  }
}
