package org.belfry.inbox;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Generated;
import org.hibernate.generator.EventType;

/** One recipient's log: its latest number, its counts and its watermarks. */
@Entity
public class Inbox {

  @Id
  @Column(name = "user_id")
  String user;

  /** Another one once the first change in another run of the server is written. */
  @Generated(event = EventType.UPDATE)
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

  /** Eight letters that no earlier run of an inbox's numbers is likely to have had. */
  public static String newEpoch() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
