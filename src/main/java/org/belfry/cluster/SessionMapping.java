package org.belfry.cluster;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/** One live socket, stream or poll of a user on a node. */
@Entity
@Table(name = "session_mapping")
@IdClass(SessionMapping.Key.class)
public class SessionMapping {

  /** The key begins with the user, as that of all per-user data. */
  public record Key(String user, UUID id) implements Serializable {}

  @Id
  @Column(name = "user_id")
  private String user;

  @Id private UUID id;

  @Column(name = "node_id", nullable = false)
  private UUID nodeId;

  @Column(nullable = false)
  private String transport;

  @Column(name = "connected_at", nullable = false)
  private Instant connectedAt;

  @Column(name = "remote_address")
  private String remoteAddress;

  @Column(name = "user_agent")
  private String userAgent;

  protected SessionMapping() {}

  SessionMapping(UUID nodeId, UUID id, Visit visit, Instant connectedAt) {
    this.nodeId = nodeId;
    this.id = id;
    this.connectedAt = connectedAt;
    user = visit.user();
    transport = visit.transport();
    remoteAddress = visit.remoteAddress();
    userAgent = visit.userAgent();
  }

  public UUID id() {
    return id;
  }

  public String user() {
    return user;
  }

  public String transport() {
    return transport;
  }
}
