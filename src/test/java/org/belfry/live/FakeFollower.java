package org.belfry.live;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.Reading;
import org.belfry.inbox.Slice;

/** Notes what it is told; a broken one throws whatever it is told. */
final class FakeFollower implements Follower {

  final List<String> told = new CopyOnWriteArrayList<>();
  volatile boolean gone;
  volatile boolean broken;
  private final String user;
  private final Reading reading;

  FakeFollower(String user, Reading reading) {
    this.user = user;
    this.reading = reading;
  }

  @Override
  public String user() {
    return user;
  }

  @Override
  public Reading reading() {
    return reading;
  }

  @Override
  public boolean isGone() {
    return gone;
  }

  @Override
  public void read(Slice slice) {
    note("read " + slice.now().head());
  }

  @Override
  public void failed(Exception reason) {
    told.add("failed");
  }

  @Override
  public void announced(Announcement announcement) {
    note("announced " + announcement.number());
  }

  @Override
  public void stands(Announcement head) {
    note("stands " + head.number());
  }

  @Override
  public void check(long nanos) {
    note("checked");
  }

  @Override
  public void close(Goodbye why) {
    note("closed");
  }

  private void note(String what) {
    if (broken) {
      throw new OutOfMemoryError("as it comes");
    }
    told.add(what);
  }
}
