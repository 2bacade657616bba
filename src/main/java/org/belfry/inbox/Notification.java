package org.belfry.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;

/** What a backend sent; written once, never changed but for a recall. */
@Entity
class Notification {

  @Id UUID id;

  @Column(name = "created_at", nullable = false)
  Instant createdAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Column(name = "recalled_at")
  Instant recalledAt;

  short priority;

  @Column(nullable = false)
  String sender;

  @Column(nullable = false)
  String type;

  String title;

  String body;

  String link;

  String data;

  @Column(name = "collapse_key")
  String collapseKey;

  @Column(nullable = false)
  String[] recipients;

  @Column(nullable = false)
  long[] seqs;

  protected Notification() {}

  Content content() {
    return new Content(
        id, type, title, body, link, data, Priority.of(priority), createdAt, expiresAt);
  }
}
