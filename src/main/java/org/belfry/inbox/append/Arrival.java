package org.belfry.inbox.append;

import org.belfry.cluster.Announcement;
import org.belfry.inbox.CountsAt;
import org.belfry.inbox.ItemJson;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.UserId;

/** A committed arrival; its JSON is only written when somebody is there to read it. */
final class Arrival implements Announcement {

  private final UserId user;
  private final Cursor reached;
  private final CountsAt then;
  private final int count;
  private final Pending of;

  /** Written when first asked for; by two threads at once it is the same text twice. */
  private Frame frame;

  Arrival(UserId user, String epoch, CountsAt then, int count, Pending of) {
    this.user = user;
    reached = new Cursor(epoch, then.head());
    this.then = then;
    this.count = count;
    this.of = of;
  }

  @Override
  public UserId user() {
    return user;
  }

  @Override
  public Cursor reached() {
    return reached;
  }

  @Override
  public Frame frame() {
    if (frame == null) {
      var number = reached.head();
      var flags = new ItemJson.Flags(number, number, false, false, false);
      frame = ItemJson.notification(reached, then, of.contentJson(), count, flags, of.askedAt);
    }
    return frame;
  }
}
