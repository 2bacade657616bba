package org.belfry.inbox.append;

import org.belfry.cluster.Announcement;
import org.belfry.inbox.Counts;
import org.belfry.inbox.ItemJson;
import org.belfry.model.Cursor;

/** A committed arrival; its JSON is only written when somebody is there to read it. */
final class Arrival implements Announcement {

  private final String user;
  private final Cursor reached;
  private final int unread;
  private final int unseen;
  private final int count;
  private final Pending of;

  /** Written when first asked for; by two threads at once it is the same text twice. */
  private String frame;

  Arrival(String user, Counts then, int count, Pending of) {
    this.user = user;
    reached = then.cursor();
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
  public Cursor reached() {
    return reached;
  }

  @Override
  public long askedAt() {
    return of.askedAt;
  }

  @Override
  public String frame() {
    if (frame == null) {
      var number = reached.head();
      var flags = new ItemJson.Flags(number, number, false, false, false);
      frame = ItemJson.notification(number, unread, unseen, of.contentJson(), count, flags);
    }
    return frame;
  }
}
