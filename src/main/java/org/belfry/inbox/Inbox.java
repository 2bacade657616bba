package org.belfry.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;

/** One recipient's log: its latest number, its counts and its watermarks. */
@Entity
class Inbox {

  @Id
  @Column(name = "user_id")
  String user;

  @Column(nullable = false)
  String epoch;

  long head;

  long floor;

  @Column(name = "seen_up_to")
  long seenUpTo;

  @Column(name = "seen_change")
  long seenChange;

  @Column(name = "delivered_up_to")
  long deliveredUpTo;

  int unread;

  int unseen;

  @Column(name = "seen_unread")
  int seenUnread;

  @Column(name = "seen_unseen")
  int seenUnseen;

  @Column(name = "next_expiry")
  Instant nextExpiry;

  protected Inbox() {}

  Counts counts() {
    return new Counts(epoch, head, unread, unseen, seenUpTo);
  }
}
