package org.belfry.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.belfry.cluster.Bell;
import org.belfry.cluster.Nodes;
import org.belfry.console.Rates;
import org.belfry.inbox.Expiry;
import org.belfry.inbox.Retention;
import org.belfry.live.Acks;
import org.belfry.live.LiveDuties;

/** All periodic duties, scheduled in one place. */
@Singleton
class Housekeeping {

  private static final int THREADS = 2;

  private final ThreadFactory threads;
  private final Nodes nodes;
  private final Bell bell;
  private final LiveDuties live;
  private final Acks acks;
  private final Expiry expiry;
  private final Retention retention;
  private final Rates rates;
  private ScheduledExecutorService schedule;

  @Inject
  Housekeeping(
      ThreadFactory threads,
      Nodes nodes,
      Bell bell,
      LiveDuties live,
      Acks acks,
      Expiry expiry,
      Retention retention,
      Rates rates) {
    this.threads = threads;
    this.nodes = nodes;
    this.bell = bell;
    this.live = live;
    this.acks = acks;
    this.expiry = expiry;
    this.retention = retention;
    this.rates = rates;
  }

  void start() {
    schedule = Executors.newScheduledThreadPool(THREADS, threads);
    every(1, "checking connections", live::check);
    every(1, "writing acknowledgements", acks::flush);
    every(5, "the heartbeat", nodes::beat);
    every(5, "sweeping dead nodes", nodes::buryTheDead);
    every(5, "listening to the other nodes", bell::check);
    var sweep = every(5, "sweeping for missed announcements", live::sweep);
    bell.join(() -> soon(sweep));
    every(5, "sampling rates", rates::sample);
    every(5, "the expiry", expiry::sweep);
    // a full walk looks at old unread items in vain: not more often than this
    every(1800, "the purge", inBatches(retention::purgeBatch));
    every(3600, "forgetting idempotency keys", inBatches(retention::forgetKeys));
  }

  private Round every(int seconds, String duty, Round.Duty work) {
    var round = new Round(duty, work);
    schedule.scheduleWithFixedDelay(round, seconds, seconds, TimeUnit.SECONDS);
    return round;
  }

  private void soon(Round round) {
    try {
      schedule.execute(round);
    } catch (RejectedExecutionException e) {
      // on the way down nobody needs it any more
    }
  }

  /** Goes on batch by batch until the batch says it was the last, or it is time to stop. */
  private Round.Duty inBatches(Callable<Boolean> batch) {
    return () -> {
      var goesOn = true;
      while (goesOn && !schedule.isShutdown()) {
        goesOn = batch.call();
      }
    };
  }

  void stop() throws InterruptedException {
    if (schedule != null) {
      schedule.shutdown();
      schedule.awaitTermination(5, TimeUnit.SECONDS);
    }
  }
}
