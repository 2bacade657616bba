package org.belfry.live;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import org.belfry.cluster.Announcement;
import org.belfry.cluster.SessionMapping;
import org.belfry.inbox.Acknowledgement;
import org.belfry.inbox.Counts;
import org.belfry.inbox.Reading;
import org.belfry.inbox.Slice;

/**
 * One open socket or stream: a reader with a cursor. It reads pages of the log until it has
 * everything, then it is live; when a change comes that is not the next one, or too much waits to
 * be written, it reads again. Connecting, following and recovering are the same few lines.
 */
final class Connection implements Follower {

  private static final Logger LOG = System.getLogger(Connection.class.getName());

  private enum Phase {
    /** Has the log read, or will, as soon as what waits is written. */
    READING,
    /** Has everything; the next change is taken out of memory. */
    LIVE,
    CLOSED
  }

  private final FloodGuard flood = new FloodGuard();
  private final Connections home;
  private final SessionMapping mapping;
  private final Wire wire;
  private final Pulse pulse;

  // guarded by this
  private Phase phase = Phase.READING;
  private boolean greeted;
  private boolean caughtUp;
  private boolean toldEpoch;
  private boolean asked;
  private Reading reading;
  private String epoch;
  private long cursor;
  private final Heard heard = new Heard();
  private final Outgoing outgoing = new Outgoing();

  Connection(
      Connections home, SessionMapping mapping, Wire wire, Instant tokenExpiresAt, Reading first) {
    this.home = home;
    this.mapping = mapping;
    this.wire = wire;
    reading = first;
    pulse = new Pulse(home.settings(), wire.answersPings(), tokenExpiresAt, System.nanoTime());
  }

  @Override
  public String user() {
    return mapping.user();
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
  public synchronized Reading reading() {
    return reading;
  }

  @Override
  public void announced(Announcement announcement) {
    told(announcement, false);
  }

  @Override
  public void stands(Announcement head) {
    told(head, true);
  }

  /**
   * A head behind the cursor was read before the last change was written, or that change is lost.
   */
  private void told(Announcement what, boolean isHead) {
    synchronized (this) {
      if (phase != Phase.LIVE) {
        heard.note(what);
        return;
      }
      if (isOfOurs(what) && (isHead ? what.number() == cursor : what.number() <= cursor)) {
        return;
      }
      if (!takeFromMemory(what)) {
        readAgain();
      }
    }
    flush();
    readOn();
  }

  /** Numbers of another epoch say nothing; what they are about, the log knows. */
  private boolean isOfOurs(Announcement announcement) {
    return announcement.epoch() != null && announcement.epoch().equals(epoch);
  }

  private void readAgain() {
    phase = Phase.READING;
    reading = Reading.changes(user(), epoch, cursor);
  }

  private boolean takeFromMemory(Announcement announcement) {
    if (!isOfOurs(announcement) || announcement.number() != cursor + 1) {
      return false;
    }
    var frame = announcement.frame();
    if (frame == null || outgoing.size() + frame.length() > home.settings().buffer()) {
      return false;
    }
    cursor = announcement.number();
    outgoing.add(new Wire.Frame(frame, epoch, cursor));
    return true;
  }

  @Override
  public void read(Slice slice) {
    synchronized (this) {
      asked = false;
      if (phase == Phase.CLOSED) {
        return;
      }
      if (!slice.now().epoch().equals(epoch)) {
        epoch = slice.now().epoch();
        toldEpoch = slice.isVoid();
      }
      greet(slice);
      slice
          .changes()
          .forEach(entry -> outgoing.add(new Wire.Frame(entry.frame(), epoch, entry.head())));
      advance(slice);
    }
    flush();
    readOn();
  }

  private void greet(Slice slice) {
    if (!greeted) {
      greeted = true;
      outgoing.beginAfter(reading.beginsAfter(slice));
      // no cursor: a reader that is cut off right after the greeting begins as it began now
      outgoing.add(Wire.Frame.aside(Greetings.hello(mapping.id().toString(), user(), slice.now())));
    }
    if (slice.isVoid()) {
      LOG.log(Level.DEBUG, "cursor too old on connection {0}", mapping.id());
      outgoing.beginAfter(slice.now().head());
      outgoing.add(Greetings.reset(slice.now()));
    }
  }

  private void advance(Slice slice) {
    if (slice.isVoid() && !wire.knowsReset()) {
      reading = Reading.unread(user(), 0);
    } else if (slice.more() && !slice.isVoid()) {
      reading = reading.from(slice);
    } else if (reading.isPagedReplay()) {
      reading = reading.thenChanges(slice);
    } else if (heard.isBeyond(slice.now())) {
      reading = Reading.changes(user(), epoch, slice.now().head());
    } else {
      live(slice.now());
    }
  }

  private void live(Counts now) {
    cursor = now.head();
    phase = Phase.LIVE;
    reading = null;
    if (!caughtUp || !toldEpoch) {
      caughtUp = true;
      toldEpoch = true;
      outgoing.add(Greetings.caughtUp(now));
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
    home.readers().request(this);
  }

  FloodGuard flood() {
    return flood;
  }

  /** Answers a command; order with the changes is not promised. */
  void reply(String json) {
    synchronized (this) {
      if (phase == Phase.CLOSED) {
        return;
      }
      if (outgoing.size() > 4 * home.settings().buffer()) {
        home.slow(this); // asks much and reads nothing
        return;
      }
      outgoing.add(Wire.Frame.aside(json));
    }
    flush();
  }

  /** How much of what the client says it has was sent on this connection; null for nothing. */
  synchronized Acknowledgement acknowledged(long head) {
    return outgoing.acknowledged(user(), epoch, head);
  }

  /** Hands what waits to the wire, outside the lock, one write at a time. */
  private void flush() {
    List<Wire.Frame> frames;
    synchronized (this) {
      frames = phase == Phase.CLOSED ? null : outgoing.take();
      if (frames == null) {
        return;
      }
      pulse.writes(System.nanoTime());
    }
    home.counted(frames.size());
    wire.write(frames, this::written);
  }

  private void written(Throwable error) {
    synchronized (this) {
      outgoing.written();
      pulse.written();
    }
    if (error != null) {
      home.lost(this, error);
      return;
    }
    flush();
    readOn();
  }

  @Override
  public void failed(Exception reason) {
    home.close(this, Goodbye.STORE_UNAVAILABLE);
  }

  /** When it has to ping or to hang up. */
  Pulse pulse() {
    return pulse;
  }

  @Override
  public void check(long nanos) {
    var why = pulse.overdue(nanos, home.now());
    if (why != null) {
      home.close(this, why);
    } else if (pulse.pingIsDue(nanos)) {
      wire.ping();
    }
  }

  @Override
  public void close(Goodbye why) {
    home.close(this, why);
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

  Wire wire() {
    return wire;
  }
}
