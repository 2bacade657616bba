package org.belfry.ops;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import org.belfry.cluster.Nodes;
import org.belfry.inbox.Appender;
import org.belfry.live.Acks;
import org.belfry.live.LiveDuties;

/**
 * From the first moment to the last. On the way down: no new readers, appends in flight are
 * committed and answered, sockets get 4000, and this node leaves the list.
 */
@Singleton
class Lifecycle {

  private static final Logger LOG = System.getLogger(Lifecycle.class.getName());
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Nodes nodes;
  private final Housekeeping housekeeping;
  private final LiveDuties live;
  private final Appender appender;
  private final Acks acks;
  private final Readiness readiness;
  private final MeterRegistry meters;
  private boolean stopped;

  @Inject
  Lifecycle(
      Nodes nodes,
      Housekeeping housekeeping,
      LiveDuties live,
      Appender appender,
      Acks acks,
      Readiness readiness,
      MeterRegistry meters) {
    this.nodes = nodes;
    this.housekeeping = housekeeping;
    this.live = live;
    this.appender = appender;
    this.acks = acks;
    this.readiness = readiness;
    this.meters = meters;
  }

  /** Throws with the reason when Belfry can't run. */
  void start() {
    try {
      nodes.register();
    } catch (SQLException e) {
      throw new IllegalStateException("the database is out of reach: " + e.getMessage(), e);
    }
    meters.gauge("belfry.connections", live, LiveDuties::count);
    housekeeping.start();
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
    try {
      appender.drain(DRAIN);
      live.closeAll();
      housekeeping.stop();
      acks.flush();
      nodes.leave();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.WARNING, "the way down was not clean; other nodes sweep what is left", e);
    }
    LOG.log(Level.INFO, "event=stopped node={0}", nodes.self());
  }
}
