package org.belfry.live;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.belfry.inbox.read.ChangeLog;
import org.belfry.problem.CloseCode;
import org.belfry.user.UserActions;

/** What has to be done for all followers from time to time. */
@Singleton
public class LiveDuties {

  private final Subscribers subscribers;
  private final Connections connections;
  private final LogReaders readers;
  private final UserActions actions;
  private final ChangeLog log;
  private final LiveSettings settings;
  private final OutageDismissal dismissal;

  @Inject
  LiveDuties(
      Subscribers subscribers,
      Connections connections,
      LogReaders readers,
      UserActions actions,
      ChangeLog log,
      LiveSettings settings,
      OutageDismissal dismissal) {
    this.subscribers = subscribers;
    this.connections = connections;
    this.readers = readers;
    this.actions = actions;
    this.log = log;
    this.settings = settings;
    this.dismissal = dismissal;
  }

  /** Begins to read for those who connect. */
  public void start() {
    readers.start();
    actions.start();
  }

  /** Reads for nobody any more; to be called when all have been sent away. */
  public void stop() throws InterruptedException {
    actions.stop();
    readers.stop();
  }

  /** Pings, and hangs up on the slow, the silent and those whose token has expired. */
  public void check() {
    var now = System.nanoTime();
    subscribers.forEach(subscriber -> subscriber.check(now));
    dismissal.check();
  }

  /**
   * Finds what announcements have missed, and what the store has lost: compares the heads of all
   * followed inboxes, in one query.
   */
  public void sweep() throws SQLException {
    var users = List.copyOf(subscribers.users());
    if (!users.isEmpty()) {
      subscribers.catchUp(log.heads(users));
    }
  }

  /**
   * Takes no more readers and says goodbye to all, in random order and spread over the configured
   * time, so that they do not storm the other nodes.
   */
  public void closeAll() {
    connections.beginClosing();
    var all = new ArrayList<Subscriber>();
    subscribers.forEach(all::add);
    Collections.shuffle(all);
    var pause = all.size() < 2 ? Duration.ZERO : settings.goodbye().dividedBy(all.size());
    for (var subscriber : all) {
      Subscribers.alone(subscriber, one -> one.close(CloseCode.RESTARTING));
      LockSupport.parkNanos(pause.toNanos());
    }
  }
}
