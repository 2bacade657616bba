package org.belfry.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.EnginePacket.Type;
import org.belfry.socketio.server.TransportUpgrade.Outcome;
import org.belfry.websocket.WriteCallback;
import org.junit.jupiter.api.Test;

/**
 * The ways out of a session among polls and WebSockets that come, probe, upgrade, are busy and go,
 * also against the rules. One poll waits at a time and ends once; a WebSocket is never handed out
 * while it writes; there is one upgrade; and nothing waits where it will not be fetched.
 */
class TransportUpgradeInterleavingsTest {

  private static final int STEPS = 60;

  @Test
  void every_poll_ends_once_and_no_way_out_is_given_away_twice() {
    DeterministicScheduler.explore(4_000, scheduler -> new Run(scheduler).perform());
  }

  private static final class Run {

    private final DeterministicScheduler scheduler;
    private final TransportUpgrade upgrade;
    private final EngineSession session;
    private final List<Poll> polls = new ArrayList<>();
    private final List<FakeSocket> sockets = new ArrayList<>();
    private FakeSocket current;
    private boolean isWriting;
    private boolean isPosting;
    private boolean isClosed;
    private long nanos;

    Run(DeterministicScheduler scheduler) {
      this.scheduler = scheduler;
      upgrade = new TransportUpgrade(scheduler);
      var second = Duration.ofSeconds(1);
      var settings =
          new EngineSettings(second, second, 9, 9, 9, 9, new UnjoinedLimits(9, 9, 9, second));
      // only lends its framing: what is free is told to the upgrade itself
      session =
          new Engine(settings, null, null, opened -> null)
              .open(new Handshake(Map.of("EIO", "4"), null, "127.0.0.1", "tests"), true);
    }

    void perform() {
      if (scheduler.oneIn(6)) {
        current = socket();
        upgrade.begin(current.transport);
      }
      for (var step = 0; step < STEPS; step++) {
        act(scheduler.below(40));
        scheduler.goOn();
      }
      scheduler.rest();
      upgrade.endWaitingPoll();
      scheduler.rest();
      if (current == null && !isClosed && sockets.stream().anyMatch(one -> one.isProbed)) {
        assertThat(waiting()).as("polls that wait while an upgrade is probed").isZero();
      }
      if (!isClosed && current != null && !isWriting) {
        assertThat(upgrade.take()).as("a way that is free").isSameAs(current.transport);
      }
      upgrade.close();
      scheduler.rest();
      assertThat(waiting()).isZero();
      assertThat(polls).allMatch(poll -> poll.ends == 1);
      assertThat(upgrade.take()).isNull();
      assertThat(upgrade.accept(new Poll())).isEqualTo(Outcome.REFUSED);
      assertThat(upgrade.propose(socket().transport, 0)).isFalse();
      assertThat(current == null || current.isClosed).isTrue();
    }

    private long waiting() {
      return polls.stream().filter(poll -> poll.ends == 0).count();
    }

    private void act(int what) {
      if (what < 10) {
        accept();
      } else if (what < 18) {
        take();
      } else if (what < 22) {
        propose();
      } else if (what < 28) {
        sockets.forEach(socket -> scheduler.execute(() -> packet(socket)));
      } else if (what < 30) {
        post();
      } else if (what < 32) {
        upgrade.endWaitingPoll();
      } else if (what == 32 && !polls.isEmpty()) {
        var poll = scheduler.oneOf(polls);
        if (upgrade.remove(poll)) {
          poll.end();
        }
      } else if (what == 33 && !sockets.isEmpty()) {
        forget(scheduler.oneOf(sockets));
      } else if (what == 34) {
        overdue();
      } else if (what == 35 && scheduler.oneIn(5)) {
        isClosed = true;
        upgrade.leave();
      }
    }

    private void accept() {
      var poll = new Poll();
      var expected =
          isClosed || current != null
              ? Outcome.REFUSED
              : waiting() > 0 ? Outcome.OVERLAPS : Outcome.ACCEPTED;
      var outcome = upgrade.accept(poll);
      assertThat(outcome).isEqualTo(expected);
      if (outcome == Outcome.ACCEPTED) {
        polls.add(poll);
      }
      upgrade.endWaitingPoll();
    }

    private void take() {
      var taken = upgrade.take();
      if (taken instanceof Poll poll) {
        poll.end();
      } else if (taken != null) {
        assertThat(taken).isSameAs(current.transport);
        assertThat(isWriting).as("it is writing").isFalse();
        isWriting = true;
        free(current);
      }
    }

    private void free(FakeSocket socket) {
      scheduler.execute(
          () -> {
            if (socket == current) {
              isWriting = false;
            }
            socket.isAnswering = false;
            var isFree = upgrade.free(socket.transport);
            assertThat(isFree).isEqualTo(!isClosed && socket == current);
          });
    }

    private FakeSocket socket() {
      var made = new FakeSocket[1];
      made[0] = new FakeSocket(scheduler, false, session, frame -> free(made[0]));
      return made[0];
    }

    private void propose() {
      var socket = socket();
      var isAlone = sockets.stream().noneMatch(one -> one.isCandidate);
      var isTaken = upgrade.propose(socket.transport, nanos++);
      assertThat(isTaken).isEqualTo(!isClosed && current == null && isAlone);
      if (isTaken) {
        socket.isCandidate = true;
        sockets.add(socket);
      }
    }

    /** A probe, the end of the upgrade, or something else, in whatever order. */
    private void packet(FakeSocket socket) {
      var isProbe = scheduler.oneIn(2);
      var packet = isProbe ? EnginePacket.of(Type.PING, "probe") : EnginePacket.of(Type.UPGRADE);
      var expected =
          socket == current
              ? Outcome.ACCEPTED
              : socket.isCandidate && (isProbe ? !socket.isProbed : !isClosed)
                  ? Outcome.HANDLED
                  : Outcome.REFUSED;
      if (expected == Outcome.HANDLED && isProbe) {
        socket.isProbed = true;
        socket.isAnswering = true;
      } else if (expected == Outcome.HANDLED) {
        socket.isCandidate = false;
        isWriting = socket.isAnswering;
        current = socket;
      }
      assertThat(upgrade.received(socket.transport, packet)).isEqualTo(expected);
    }

    private void forget(FakeSocket socket) {
      upgrade.drop(socket.transport);
      socket.isProbed &= !socket.isCandidate;
      socket.isCandidate = false;
    }

    private void overdue() {
      var stuck = upgrade.overdue(nanos);
      for (var socket : sockets) {
        assertThat(socket.isCandidate).isEqualTo(socket.transport == stuck);
        socket.isProbed &= !socket.isCandidate;
        socket.isCandidate = false;
      }
    }

    private void post() {
      if (isPosting) {
        assertThat(upgrade.beginPost()).isIn(Outcome.OVERLAPS, Outcome.REFUSED);
        return;
      }
      var outcome = upgrade.beginPost();
      assertThat(outcome).isEqualTo(current != null ? Outcome.REFUSED : Outcome.ACCEPTED);
      isPosting = outcome == Outcome.ACCEPTED;
      if (isPosting) {
        scheduler.execute(
            () -> {
              isPosting = false;
              upgrade.endPost();
            });
      }
    }

    /** Ends once, however. */
    private final class Poll implements EngineTransport {

      private int ends;

      private void end() {
        scheduler.check(++ends == 1, "a poll ends once");
      }

      @Override
      public void write(List<EnginePacket> packets, WriteCallback then) {
        end();
      }

      @Override
      public void end(List<EnginePacket> packets) {
        end();
      }

      @Override
      public void refuse(EngineError engineError) {
        end();
      }
    }
  }
}
