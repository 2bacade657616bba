package org.belfry.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import org.belfry.cluster.Announcer;
import org.belfry.http.Bodies;
import org.belfry.http.Shutdown;
import org.belfry.http.StartGate;
import org.belfry.inbox.append.Appender;
import org.belfry.live.DeliveryAcks;
import org.belfry.live.LiveDuties;
import org.belfry.problem.Problem;
import org.belfry.session.Nodes;
import org.belfry.session.SessionMappings;
import org.belfry.text.LogEvent;
import org.belfry.websocket.SocketCloser;
import org.belfry.worker.RetryLoop;
import org.belfry.worker.Vitals;

/**
 * From the first moment to the last. A node that is deployed while its database is away waits for
 * it. On the way down: nobody is let in any more, appends in flight are committed and answered,
 * sockets get 4000, and this node leaves the list.
 */
@Singleton
class Lifecycle {

  private static final Logger LOG = System.getLogger(Lifecycle.class.getName());
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Nodes nodes;
  private final SessionMappings mappings;
  private final Announcer announcer;
  private final Housekeeping housekeeping;
  private final LiveDuties live;
  private final SocketCloser sockets;
  private final Bodies bodies;
  private final Appender appender;
  private final DeliveryAcks acks;
  private final Readiness readiness;
  private final StartGate gate;
  private final RetryLoop waiting;
  private boolean begun;
  private final Shutdown shutdown;
  private boolean stopped;

  @Inject
  Lifecycle(
      Nodes nodes,
      SessionMappings mappings,
      Announcer announcer,
      Housekeeping housekeeping,
      LiveDuties live,
      SocketCloser sockets,
      Bodies bodies,
      Appender appender,
      DeliveryAcks acks,
      Readiness readiness,
      StartGate gate,
      Shutdown shutdown,
      Vitals vitals) {
    this.nodes = nodes;
    this.mappings = mappings;
    this.announcer = announcer;
    this.housekeeping = housekeeping;
    this.live = live;
    this.sockets = sockets;
    this.bodies = bodies;
    this.appender = appender;
    this.acks = acks;
    this.readiness = readiness;
    this.gate = gate;
    this.shutdown = shutdown;
    waiting = vitals.retryLoop("start", backoff -> tryAgain());
  }

  /**
   * Starts now, or as soon as the database is there; throws with the reason when Belfry can't run.
   * Then nothing of it is left running.
   */
  void start() {
    try {
      if (!isStarted()) {
        LogEvent.of("waiting-for-database")
            .with("next", "tries again until it is there; not ready meanwhile")
            .log(LOG, Level.WARNING);
        readiness.awaitDatabase();
        waiting.start();
      }
    } catch (SQLException | RuntimeException e) {
      stop();
      throw new IllegalStateException("Belfry does not start: " + e.getMessage(), e);
    }
  }

  private void tryAgain() throws SQLException {
    if (isStarted()) {
      waiting.stop();
    }
  }

  /** False while the database is out of reach. */
  private boolean isStarted() throws SQLException {
    try {
      nodes.register();
    } catch (SQLException | RuntimeException e) {
      if (Problem.behind(e) != null) {
        return false;
      }
      throw e;
    }
    begin();
    return true;
  }

  private synchronized void begin() {
    if (stopped) {
      step("leaving", nodes::leave);
      return;
    }
    begun = true;
    mappings.start();
    announcer.start();
    appender.start();
    live.start();
    housekeeping.start();
    gate.open();
    readiness.open();
    LOG.log(Level.INFO, "event=started node={0}", nodes.self());
  }

  /** Returns when all is done; a second call does nothing. */
  synchronized void stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    readiness.close();
    shutdown.begin();
    waiting.stop();
    if (begun) {
      wayDown();
    }
    LogEvent.of("stopped")
        .with("node", nodes.self())
        .with("sentAway", shutdown.sentAway())
        .log(LOG, Level.INFO);
  }

  private void wayDown() {
    step("bodies", bodies::stop);
    step("appends", () -> appender.drain(DRAIN));
    step("goodbyes", live::closeAll);
    step("sockets", sockets::awaitEnded);
    step("duties", housekeeping::stop);
    step("acknowledgements", acks::flush);
    step("leaving", nodes::leave);
    step("announcements", announcer::stop);
    step("readers", live::stop);
  }

  /** One step of the way down. */
  @FunctionalInterface
  private interface Step {
    void take() throws Exception;
  }

  /** A step that fails must not keep the next ones from being taken. */
  private static void step(String name, Step step) {
    try {
      step.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.log(
          Level.WARNING,
          "event=stop-failed step=" + name + " next=\"other nodes sweep what is left\"",
          e);
    }
  }
}
