package org.belfry.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;

/** A notification in somebody's inbox. */
@Entity
@IdClass(Item.Key.class)
class Item {

  record Key(String user, long seq) implements Serializable {}

  @Id
  @Column(name = "user_id")
  String user;

  @Id long seq;

  long change;

  @Column(name = "notification_id", nullable = false)
  UUID notificationId;

  @Column(name = "read_at")
  Instant readAt;

  @Column(name = "archived_at")
  Instant archivedAt;

  @Column(name = "removed_at")
  Instant removedAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  int count;

  @Column(name = "arrived_unread")
  int arrivedUnread;

  @Column(name = "arrived_unseen")
  int arrivedUnseen;

  @Column(name = "changed_unread")
  Integer changedUnread;

  @Column(name = "changed_unseen")
  Integer changedUnseen;

  @Column(name = "collapse_key")
  String collapseKey;

  protected Item() {}
}
