package org.belfry.inbox.append;

import org.belfry.cluster.Announcement;
import org.belfry.inbox.Counts;
import org.belfry.inbox.ItemJson;

/** A committed arrival; its JSON is only written when somebody is there to read it. */
final class Arrival implements Announcement {

  private final String user;
  private final String epoch;
  private final long number;
  private final int unread;
  private final int unseen;
  private final int count;
  private final Pending of;

  /** Written when first asked for; by two threads at once it is the same text twice. */
  private String frame;

  Arrival(String user, Counts then, int count, Pending of) {
    this.user = user;
    epoch = then.epoch();
    number = then.head();
    unread = then.unread();
    unseen = then.unseen();
    this.count = count;
    this.of = of;
  }

  @Override
  public String user() {
    return user;
  }

  @Override
  public String epoch() {
    return epoch;
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public long askedAt() {
    return of.askedAt;
  }

  @Override
  public String frame() {
    if (frame == null) {
      var flags = new ItemJson.Flags(number, number, false, false, false);
      frame = ItemJson.notification(number, unread, unseen, of.contentJson(), count, flags);
    }
    return frame;
  }
}
