package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.belfry.inbox.read.LogQuery;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.UserId;
import org.belfry.problem.CloseCode;
import org.belfry.session.ClientInfo;
import org.belfry.session.SessionMappings;
import org.belfry.worker.Vitals;
import org.junit.jupiter.api.Test;

/**
 * A connection among everything that can happen to it, in thousands of orders: changes are
 * committed, announcements come late, twice, in another order or not at all, readings find what was
 * there a while ago, writes end when they like, and the inbox forks. When all has come to rest and
 * the sweep has looked, the client has every number once and in order, or it was hung up on, and
 * nothing was written to it after that.
 */
class ConnectionInterleavingsTest {

  private static final int STEPS = 60;
  private static final int BUFFER = 200;

  /** What may wait, a page of the log, and what comes on top. */
  private static final int MOST_AT_ONCE = 4 * BUFFER + 1_000;

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long TICK = Duration.ofSeconds(50).toNanos();

  private static final SessionMappings MAPPINGS =
      new SessionMappings(
          null,
          Clock.systemUTC(),
          new Vitals(Thread::new, new SimpleMeterRegistry()),
          new SimpleMeterRegistry());

  @Test
  void every_number_comes_once_and_in_order_whatever_happens_when() {
    DeterministicScheduler.explore(3_000, scheduler -> new Run(scheduler, false).calmly());
  }

  @Test
  void what_was_told_needs_no_sweep() {
    DeterministicScheduler.explore(2_000, scheduler -> new Run(scheduler, false).told());
  }

  @Test
  void what_fails_or_never_ends_hangs_up_once_and_what_does_not_has_everything() {
    DeterministicScheduler.explore(3_000, scheduler -> new Run(scheduler, true).roughly());
  }

  private static final class Run implements ConnectionOwner {

    private static final Frame OK = ControlFrames.ok(null, null);

    private final DeterministicScheduler scheduler;
    private final boolean isRough;
    private final FakeLog log;
    private final FakeClient client;
    private final boolean carries;
    private final Connection connection;
    private long nanos = System.nanoTime();
    private int asked;
    private int ended;
    private int repliesSent;
    private boolean beganUnread;
    private boolean isTold;

    Run(DeterministicScheduler scheduler, boolean isRough) {
      this.scheduler = scheduler;
      this.isRough = isRough;
      log = new FakeLog(UserId.stored("ada"), scheduler);
      client = new FakeClient(scheduler, MOST_AT_ONCE, isRough);
      carries = !scheduler.oneIn(4);
      for (var some = scheduler.below(3 * FakeLog.PAGE); some > 0; some--) {
        log.commit(carries);
      }
      var mapping = MAPPINGS.map(new ClientInfo(UserId.stored("ada"), "websocket", null, null));
      connection = new Connection(this, mapping, client, Instant.MAX, first());
      client.connection = connection;
      client.pinged = () -> connection.deadlines().sign(nanos);
    }

    private LogQuery first() {
      var after = scheduler.below((int) log.head() + 1);
      client.beginsAfter(after);
      return switch (scheduler.below(3)) {
        case 0 -> LogQuery.changes(UserId.stored("ada"), new Cursor(log.epoch(), after));
        case 1 -> LogQuery.changes(UserId.stored("ada"), new Cursor(null, after));
        default -> {
          client.beginsAfter(0);
          beganUnread = true;
          yield LogQuery.unread(UserId.stored("ada"), 0);
        }
      };
    }

    /** Each change is told once at least, and the inbox does not fork. */
    void told() {
      isTold = true;
      perform();
      assertThat(connection.isGone()).isFalse();
      hasEverything();
    }

    void calmly() {
      perform();
      sweep();
      scheduler.rest();
      assertThat(connection.isGone()).isFalse();
      hasEverything();
    }

    void roughly() {
      perform();
      sweep();
      scheduler.rest();
      // a write that never ends is the only thing that may still keep it from having everything
      for (var tick = 0; tick < 2; tick++) {
        nanos += TICK;
        connection.check(nanos);
        scheduler.rest();
      }
      if (!connection.isGone()) {
        hasEverything();
        return;
      }
      assertThat(ended).isOne();
      assertThat(client.closed).isNotNull();
      var before = client.has.size() + client.replies;
      connection.announced(log.commit(true));
      connection.reply(OK);
      connection.close(CloseCode.ENDED);
      scheduler.rest();
      assertThat(client.has.size() + client.replies).isEqualTo(before);
    }

    private void perform() {
      connection.start();
      for (var step = 0; step < STEPS; step++) {
        switch (scheduler.below(9)) {
          case 0, 1 -> commit();
          case 2 -> {
            if (!isTold) {
              scheduler.execute(this::sweep);
            }
          }
          case 3 -> rarely();
          case 4 -> reply();
          default -> scheduler.goOn();
        }
      }
      scheduler.rest();
    }

    private void commit() {
      var change = log.commit(carries);
      for (var times = isTold ? 1 + scheduler.below(2) : scheduler.below(3); times > 0; times--) {
        scheduler.execute(() -> connection.announced(change));
      }
    }

    private void sweep() {
      connection.stands(log.stand());
    }

    private void rarely() {
      if (isTold) {
        return;
      }
      if (scheduler.oneIn(10)) {
        log.fork();
      } else if (isRough && scheduler.oneIn(10)) {
        scheduler.execute(() -> connection.close(CloseCode.TOO_MANY));
      } else if (isRough) {
        nanos += TICK;
        scheduler.execute(() -> connection.check(nanos));
      }
    }

    private void reply() {
      for (var times = isRough && scheduler.oneIn(10) ? 80 : 1; times > 0; times--) {
        if (!connection.isGone()) {
          repliesSent++;
          connection.reply(OK);
        }
      }
    }

    private void hasEverything() {
      assertThat(client.epoch).isEqualTo(log.epoch());
      assertThat(client.last).isEqualTo(log.head());
      assertThat(client.caughtUp).isTrue();
      assertThat(client.replies).isEqualTo(repliesSent);
      assertThat(wholeOnes(client.has)).isEqualTo(wholeOnes(log.after(client.begunAfter)));
      if (!beganUnread) {
        assertThat(client.has).isEqualTo(log.after(client.begunAfter));
      }
    }

    /** Of a bulk change that is replayed only what is unread comes. */
    private static List<String> wholeOnes(List<String> frames) {
      return frames.stream().filter(frame -> !frame.contains(FakeLog.TO_BE_CONTINUED)).toList();
    }

    @Override
    public LiveSettings settings() {
      return new LiveSettings(MINUTE, MINUTE, MINUTE, BUFFER, MINUTE, MINUTE, MINUTE, 10, 10);
    }

    @Override
    public Instant time() {
      return Instant.EPOCH;
    }

    /** The turn comes some time, the page is of that moment, and is handed on some time later. */
    @Override
    public void read(Connection reader) {
      scheduler.check(++asked == 1, "one reading at a time");
      scheduler.check(!client.isWriting, "what was written has left before more is read");
      scheduler.check(!Thread.holdsLock(reader), "nothing is asked for under the lock");
      scheduler.preempt();
      scheduler.execute(
          () -> {
            var query = reader.query();
            if (reader.isGone()) {
              return;
            }
            scheduler.check(query != null, "who waits to be read for knows what");
            var page = log.page(query);
            var fails = isRough && scheduler.oneIn(40);
            scheduler.execute(
                () -> {
                  asked--;
                  if (fails) {
                    reader.failed(new IllegalStateException("as it comes"));
                  } else {
                    reader.read(page);
                  }
                });
          });
    }

    @Override
    public void written(Transport transport, List<Frame> frames) {
      scheduler.check(!frames.isEmpty(), "no empty write");
      scheduler.preempt();
    }

    @Override
    public void slow(Connection slow) {
      end(CloseCode.TOO_SLOW);
    }

    @Override
    public void lost(Connection lost, Throwable error) {
      end(CloseCode.RESTARTING);
    }

    @Override
    public void close(Connection closed, CloseCode why) {
      end(why);
    }

    private void end(CloseCode why) {
      scheduler.check(isRough, "no hanging up without a reason, but " + why);
      if (connection.end()) {
        ended++;
        client.close(why);
      }
    }
  }
}
