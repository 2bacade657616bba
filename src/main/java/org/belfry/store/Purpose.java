package org.belfry.store;

/**
 * What a connection to the database is used for. Each purpose has connections that no other can
 * take, so that whatever one of them waits for, a lock or a long statement, the others go on.
 */
public enum Purpose {
  /** The sign of life of this node; one connection. */
  HEARTBEAT(0),
  /** Storing notifications: the committer, and its lane for inboxes that are locked. */
  APPEND(0),
  /** Connections of readers, and what other nodes have to be told. */
  CLUSTER(2),
  /** Pages, replays and counts. */
  READ(0),
  /** What users and operators do to inboxes. */
  ACTION(3),
  /** Expiry, purges and the other duties that nobody waits for. */
  DUTY(2);

  /** Of ten connections that are left when heartbeat and appends have theirs; READ has the rest. */
  private final int share;

  Purpose(int share) {
    this.share = share;
  }

  /** How many of {@code all} connections it may use at once; at least one. */
  int connections(int all) {
    var left = all - 3;
    return switch (this) {
      case HEARTBEAT -> 1;
      case APPEND -> 2;
      case READ ->
          left - CLUSTER.connections(all) - ACTION.connections(all) - DUTY.connections(all);
      default -> Math.max(1, left * share / 10);
    };
  }
}
