package org.belfry.session;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.belfry.model.UserId;

/** One live socket, stream or poll of a user on a node. */
@Entity
@Table(name = "session_mapping")
@IdClass(SessionMapping.Key.class)
public class SessionMapping {

  /** The key begins with the user, as that of all per-user data. */
  public record Key(String user, UUID id) implements Serializable {}

  /** A column of many mappings at once. */
  record Part(String type, Function<SessionMapping, Object> value) {

    Array of(Connection connection, Collection<SessionMapping> mappings) throws SQLException {
      return connection.createArrayOf(type, mappings.stream().map(value).toArray());
    }
  }

  static final List<Part> KEY_COLUMNS =
      List.of(new Part("text", mapping -> mapping.user), new Part("uuid", SessionMapping::id));

  static final List<Part> COLUMNS =
      List.of(
          KEY_COLUMNS.get(0),
          KEY_COLUMNS.get(1),
          new Part("uuid", mapping -> mapping.nodeId),
          new Part("timestamptz", mapping -> mapping.connectedAt.toString()),
          new Part("text", SessionMapping::transport),
          new Part("text", mapping -> mapping.remoteAddress),
          new Part("text", mapping -> mapping.userAgent));

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

  SessionMapping(UUID nodeId, UUID id, ClientInfo client, Instant connectedAt) {
    this.nodeId = nodeId;
    this.id = id;
    this.connectedAt = connectedAt;
    user = client.user().value();
    transport = client.transport();
    remoteAddress = client.remoteAddress();
    userAgent = client.userAgent();
  }

  public UUID id() {
    return id;
  }

  public UserId user() {
    return UserId.stored(user);
  }

  public String transport() {
    return transport;
  }

  /** How long its texts are, in all. */
  int characters() {
    return user.length()
        + (remoteAddress == null ? 0 : remoteAddress.length())
        + (userAgent == null ? 0 : userAgent.length());
  }
}
