package org.belfry.session;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** One running server; one that stops beating is dead. */
@Entity
class Node {

  @Id private UUID id;

  @Column(name = "started_at", nullable = false)
  private Instant startedAt;

  @Column(name = "heartbeat_at", nullable = false)
  private Instant heartbeatAt;

  protected Node() {}

  Node(UUID id, Instant now) {
    this.id = id;
    startedAt = now;
    heartbeatAt = now;
  }

  UUID id() {
    return id;
  }
}
