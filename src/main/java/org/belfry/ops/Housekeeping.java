package org.belfry.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.belfry.cluster.Announcer;
import org.belfry.cluster.MappingReconciliation;
import org.belfry.console.Rates;
import org.belfry.http.Bodies;
import org.belfry.inbox.InboxSettings;
import org.belfry.inbox.Retention;
import org.belfry.inbox.Upkeep;
import org.belfry.inbox.append.IdempotencyKeyRetention;
import org.belfry.live.DeliveryAcks;
import org.belfry.live.LiveDuties;
import org.belfry.live.socketio.SocketIo;
import org.belfry.session.Nodes;
import org.belfry.worker.PeriodicTask;
import org.belfry.worker.Vitals;

/**
 * All periodic duties, scheduled in one place. What the node can't live without has threads that
 * nothing else can hold: its sign of life, the deadlines of its connections, and the look at what
 * announcements have missed. What waits for locks of inboxes, and may take its time, has others.
 */
@Singleton
class Housekeeping {

  private static final Duration LAST_ROUNDS = Duration.ofSeconds(5);

  private final ThreadFactory threads;
  private final Vitals vitals;
  private final Nodes nodes;
  private final MappingReconciliation mappings;
  private final Announcer announcer;
  private final LiveDuties live;
  private final SocketIo socketIo;
  private final Bodies bodies;
  private final DeliveryAcks acks;
  private final Upkeep upkeep;
  private final Retention retention;
  private final InboxSettings inbox;
  private final IdempotencyKeyRetention keys;
  private final Rates rates;
  private final List<ScheduledExecutorService> schedules = new ArrayList<>();
  private volatile boolean stopped;

  @Inject
  Housekeeping(
      ThreadFactory threads,
      Vitals vitals,
      Nodes nodes,
      MappingReconciliation mappings,
      Announcer announcer,
      LiveDuties live,
      SocketIo socketIo,
      Bodies bodies,
      DeliveryAcks acks,
      Upkeep upkeep,
      Retention retention,
      InboxSettings inbox,
      IdempotencyKeyRetention keys,
      Rates rates) {
    this.threads = threads;
    this.vitals = vitals;
    this.nodes = nodes;
    this.mappings = mappings;
    this.announcer = announcer;
    this.live = live;
    this.socketIo = socketIo;
    this.bodies = bodies;
    this.acks = acks;
    this.upkeep = upkeep;
    this.retention = retention;
    this.inbox = inbox;
    this.keys = keys;
    this.rates = rates;
  }

  void start() {
    every(1, vitals.vitalTask("heartbeat", nodes::heartbeatIfDue), schedule(1));
    var deadlines = schedule(1);
    every(1, vitals.vitalTask("deadlines", live::check), deadlines);
    every(1, vitals.vitalTask("socketio-deadlines", socketIo::check), deadlines);
    every(1, vitals.vitalTask("body-deadlines", bodies::check), deadlines);

    var looking = schedule(1);
    var sweep = vitals.vitalTask("sweep", live::sweep);
    every(5, sweep, looking);
    every(5, vitals.task("node-sweep", nodes::evictDeadNodes), looking);
    every(5, vitals.task("listener-check", announcer::check), looking);
    every(5, vitals.task("rates", rates::sample), looking);
    announcer.join(() -> sweep.soon(looking));

    // a purge and an expiry take their time: one thread is left for what is short
    var upkeep = schedule(3);
    every(1, vitals.task("acknowledgements", acks::flush), upkeep);
    every(5, vitals.task("expiry", this::expire), upkeep);
    every(30, vitals.task("session-mappings", mappings::reconcile), upkeep);
    vitals.task("purge", inBatches(this::purge)).schedule(upkeep, inbox.purgeEvery());
    every(3600, vitals.task("forgetting-keys", inBatches(keys::forgetBatch)), upkeep);
  }

  private void expire() throws SQLException {
    upkeep.sweep(nodes.self(), nodes.isOldest());
  }

  /** One node does it for all. */
  private boolean purge() throws SQLException {
    return nodes.isOldest() && retention.purgeBatch();
  }

  private ScheduledExecutorService schedule(int size) {
    var schedule = Executors.newScheduledThreadPool(size, threads);
    schedules.add(schedule);
    return schedule;
  }

  private static void every(int seconds, PeriodicTask task, ScheduledExecutorService schedule) {
    task.schedule(schedule, Duration.ofSeconds(seconds));
  }

  /** Goes on batch by batch until the batch says it was the last, or it is time to stop. */
  private PeriodicTask.Duty inBatches(Callable<Boolean> batch) {
    return () -> {
      var goesOn = true;
      while (goesOn && !stopped) {
        goesOn = batch.call();
      }
    };
  }

  void stop() throws InterruptedException {
    stopped = true;
    schedules.forEach(ScheduledExecutorService::shutdown);
    var end = System.nanoTime() + LAST_ROUNDS.toNanos();
    for (var schedule : schedules) {
      schedule.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
  }
}
