package org.belfry.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.belfry.cluster.Announcer;
import org.belfry.session.Nodes;
import org.belfry.worker.Vitals;

/**
 * Whether this node should be sent requests: it is started, not stopping, its heartbeat reaches the
 * database, which is a write, and none of its vital threads is dead or stuck. Asking costs nothing,
 * however often it is done.
 */
@Singleton
class Readiness {

  private final Nodes nodes;
  private final Announcer announcer;
  private final Vitals vitals;
  private volatile boolean open;
  private volatile boolean waiting;

  @Inject
  Readiness(Nodes nodes, Announcer announcer, Vitals vitals) {
    this.nodes = nodes;
    this.announcer = announcer;
    this.vitals = vitals;
  }

  /** The database has been out of reach ever since this node was deployed. */
  void awaitDatabase() {
    waiting = true;
  }

  void open() {
    waiting = false;
    open = true;
  }

  void close() {
    waiting = false;
    open = false;
  }

  /** Null when all is well, else the reason. */
  String reasonNotReady() {
    if (!open) {
      return waiting ? "waiting for the database" : "starting or stopping";
    }
    if (!nodes.isBeating()) {
      return "database out of reach";
    }
    var troubles = vitals.troubles();
    return troubles.isEmpty() ? null : String.join(", ", troubles);
  }

  /**
   * What is worse than it should be on a node that is ready all the same; null for nothing. To hear
   * no other node is no reason to be sent nothing: when a Redis between the nodes fails, none of
   * them hears any, and all of them still serve, within seconds.
   */
  String degraded() {
    return announcer.isDeaf() ? "does not hear the other nodes" : null;
  }
}
