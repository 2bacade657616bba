package org.belfry.live;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.Acknowledgement;
import org.belfry.inbox.Counts;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.UserId;
import org.belfry.problem.CloseCode;
import org.belfry.session.SessionMapping;
import org.belfry.user.FloodGuard;

/**
 * One open socket or stream: a reader with a cursor. It reads pages of the log until it has
 * everything, then it is live; when a change comes that is not the next one, or too much waits to
 * be written, it reads again. Connecting, following and recovering are the same few lines.
 */
public final class Connection implements Subscriber {

  private static final Logger LOG = System.getLogger(Connection.class.getName());

  private enum Phase {
    /** Has the log read, or will, as soon as what waits is written. */
    READING,
    /** Has everything; the next change is taken out of memory. */
    LIVE,
    CLOSED
  }

  private final FloodGuard flood = new FloodGuard();
  private final ConnectionOwner owner;
  private final SessionMapping mapping;
  private final UserId user;
  private final Transport transport;
  private final Deadlines deadlines;

  // guarded by this
  private Phase phase = Phase.READING;
  private boolean greeted;
  private boolean caughtUp;
  private boolean toldEpoch;
  private boolean asked;
  private LogQuery query;
  private Cursor cursor = new Cursor(null, 0);
  private final Heard heard = new Heard();
  private final Outgoing outgoing = new Outgoing();

  Connection(
      ConnectionOwner owner,
      SessionMapping mapping,
      Transport transport,
      Instant expiresAt,
      LogQuery first) {
    this.owner = owner;
    this.mapping = mapping;
    user = mapping.user();
    this.transport = transport;
    query = first;
    deadlines =
        new Deadlines(owner.settings(), transport.answersPings(), expiresAt, System.nanoTime());
  }

  @Override
  public UserId user() {
    return user;
  }

  SessionMapping mapping() {
    return mapping;
  }

  /** Begins to read; to be called once, when the connection is registered and mapped. */
  void start() {
    readOn();
  }

  @Override
  public synchronized boolean isGone() {
    return phase == Phase.CLOSED;
  }

  @Override
  public synchronized LogQuery query() {
    return query;
  }

  @Override
  public void announced(Announcement announcement) {
    announced(announcement, false);
  }

  @Override
  public void stands(Announcement head) {
    announced(head, true);
  }

  /**
   * A head behind the cursor was read before the last change was written, or that change is lost.
   */
  private void announced(Announcement what, boolean isHead) {
    synchronized (this) {
      if (phase != Phase.LIVE) {
        heard.note(what);
        return;
      }
      if (isHead ? what.reached().equals(cursor) : cursor.covers(what.reached())) {
        return;
      }
      if (!takeFromMemory(what)) {
        readAgain();
      }
    }
    flush();
    readOn();
  }

  private void readAgain() {
    phase = Phase.READING;
    query = LogQuery.changes(user, cursor);
  }

  /** Numbers of another epoch say nothing; what they are about, the log knows. */
  private boolean takeFromMemory(Announcement announcement) {
    if (!announcement.reached().follows(cursor)) {
      return false;
    }
    var frame = announcement.frame();
    if (frame == null || outgoing.size() + frame.length() > owner.settings().buffer()) {
      return false;
    }
    cursor = announcement.reached();
    outgoing.add(frame);
    return true;
  }

  @Override
  public void read(LogPage page) {
    synchronized (this) {
      asked = false;
      if (phase == Phase.CLOSED) {
        return;
      }
      if (!page.now().cursor().isOfEpochOf(cursor)) {
        cursor = page.now().cursor();
        toldEpoch = page.isVoid();
      }
      sendHello(page);
      page.changes().forEach(entry -> outgoing.add(entry.frame()));
      advance(page);
    }
    flush();
    readOn();
  }

  private void sendHello(LogPage page) {
    if (!greeted) {
      greeted = true;
      outgoing.beginAfter(query.beginsAfter(page));
      outgoing.add(ControlFrames.hello(mapping.id().toString(), user, page.now()));
    }
    if (page.isVoid()) {
      LOG.log(Level.DEBUG, "cursor too old on connection {0}", mapping.id());
      outgoing.beginAfter(page.now().head());
      outgoing.add(ControlFrames.reset(page.now()));
    }
  }

  private void advance(LogPage page) {
    if (page.isVoid() && !transport.knowsReset()) {
      query = LogQuery.unread(user, 0);
    } else if (page.more() && !page.isVoid()) {
      query = query.from(page);
    } else if (query.isPagedReplay()) {
      query = query.thenChanges(page);
    } else if (heard.isBeyond(page.now())) {
      query = LogQuery.changes(user, page.now().cursor());
    } else {
      live(page.now());
    }
  }

  private void live(Counts now) {
    cursor = now.cursor();
    phase = Phase.LIVE;
    query = null;
    if (!caughtUp || !toldEpoch) {
      caughtUp = true;
      toldEpoch = true;
      outgoing.add(ControlFrames.caughtUp(now));
    }
  }

  /** Asks for the next page once all of the last one has left. */
  private void readOn() {
    synchronized (this) {
      if (phase != Phase.READING || asked || !outgoing.isIdle()) {
        return;
      }
      asked = true;
    }
    owner.read(this);
  }

  FloodGuard flood() {
    return flood;
  }

  /** Answers a command; order with the changes is not promised. */
  public void reply(Frame answer) {
    synchronized (this) {
      if (phase == Phase.CLOSED) {
        return;
      }
      if (outgoing.size() > 4 * owner.settings().buffer()) {
        owner.slow(this); // asks much and reads nothing
        return;
      }
      outgoing.add(answer);
    }
    flush();
  }

  /** How much of what the client says it has was sent on this connection; null for nothing. */
  synchronized Acknowledgement acknowledged(long head) {
    return outgoing.acknowledged(user, cursor.at(head));
  }

  /** Hands what waits to the wire, outside the lock, one write at a time. */
  private void flush() {
    List<Frame> frames;
    synchronized (this) {
      frames = phase == Phase.CLOSED ? null : outgoing.take();
      if (frames == null) {
        return;
      }
      deadlines.writes(System.nanoTime());
    }
    transport.write(frames, error -> written(frames, error));
  }

  private void written(List<Frame> frames, Throwable error) {
    synchronized (this) {
      outgoing.written();
      deadlines.written();
    }
    if (error != null) {
      owner.lost(this, error);
      return;
    }
    owner.written(transport, frames);
    flush();
    readOn();
  }

  @Override
  public void failed(Exception reason) {
    owner.close(this, CloseCode.STORE_UNAVAILABLE);
  }

  public Deadlines deadlines() {
    return deadlines;
  }

  @Override
  public void check(long nanos) {
    var why = deadlines.overdue(nanos, owner.time());
    if (why != null) {
      owner.close(this, why);
    } else if (deadlines.pingIsDue(nanos)) {
      transport.ping();
    }
  }

  @Override
  public void close(CloseCode why) {
    owner.close(this, why);
  }

  /** Marks the connection closed; false when it was already. */
  synchronized boolean end() {
    if (phase == Phase.CLOSED) {
      return false;
    }
    phase = Phase.CLOSED;
    outgoing.drop();
    return true;
  }

  Transport transport() {
    return transport;
  }
}
