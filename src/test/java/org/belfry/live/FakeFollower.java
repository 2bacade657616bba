package org.belfry.live;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.UserId;
import org.belfry.problem.CloseCode;

/** Notes what it is told; a broken one throws whatever it is told. */
final class FakeFollower implements Subscriber {

  final List<String> told = new CopyOnWriteArrayList<>();
  volatile boolean gone;
  volatile boolean broken;
  private final UserId user;
  private final LogQuery query;

  FakeFollower(UserId user, LogQuery query) {
    this.user = user;
    this.query = query;
  }

  @Override
  public UserId user() {
    return user;
  }

  @Override
  public LogQuery query() {
    return query;
  }

  @Override
  public boolean isGone() {
    return gone;
  }

  @Override
  public void read(LogPage page) {
    note("read " + page.now().head());
  }

  @Override
  public void failed(Exception reason) {
    told.add("failed");
  }

  @Override
  public void announced(Announcement announcement) {
    note("announced " + announcement.reached().head());
  }

  @Override
  public void stands(Announcement head) {
    note("stands " + head.reached().head());
  }

  @Override
  public void check(long nanos) {
    note("checked");
  }

  @Override
  public void close(CloseCode why) {
    note("closed");
  }

  private void note(String what) {
    if (broken) {
      throw new OutOfMemoryError("as it comes");
    }
    told.add(what);
  }
}
