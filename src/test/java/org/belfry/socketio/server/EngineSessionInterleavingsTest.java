package org.belfry.socketio.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.EnginePacket.Type;
import org.junit.jupiter.api.Test;

/**
 * A session with a client that polls, posts and upgrades, on polls and WebSockets that are ready,
 * end and fail when they like. What both sides say arrives once and in order; who waits for the end
 * of a write is told once; and whatever ends the session, everything is let go.
 */
class EngineSessionInterleavingsTest {

  private static final int STEPS = 50;
  private static final int MOST_WAITING = 60;

  private static final EngineSettings SETTINGS =
      new EngineSettings(
          Duration.ofSeconds(25),
          Duration.ofSeconds(20),
          1_000,
          1_000,
          MOST_WAITING,
          10,
          new UnjoinedLimits(10, 10, 400, Duration.ofSeconds(45)));

  @Test
  void what_both_say_comes_once_and_in_order_whenever_the_client_upgrades() {
    DeterministicScheduler.explore(2_000, scheduler -> new Run(scheduler, false).calmly());
  }

  @Test
  void whatever_ends_a_session_ends_it_once_and_lets_everything_go() {
    DeterministicScheduler.explore(3_000, scheduler -> new Run(scheduler, true).roughly());
  }

  private static final class Run implements SessionListener {

    private final DeterministicScheduler scheduler;
    private final boolean isRough;
    private final Engine engine;
    private final EngineSession session;
    private final FakeEngineClient client;
    private final List<Integer> ends = new ArrayList<>();
    private long nanos;
    private int sent;
    private int heard;
    private int closed;

    Run(DeterministicScheduler scheduler, boolean isRough) {
      this.scheduler = scheduler;
      this.isRough = isRough;
      var schedule =
          FakePoll.proxy(
              ScheduledExecutorService.class,
              (self, method, args) -> {
                scheduler.execute((Runnable) args[0]);
                return null;
              });
      engine = new Engine(SETTINGS, schedule, null, opened -> this, () -> nanos);
      var isOnSocket = scheduler.oneIn(5);
      session =
          engine.open(new Handshake(Map.of("EIO", "4"), null, "127.0.0.1", "tests"), isOnSocket);
      client = new FakeEngineClient(scheduler, engine, session, isRough);
      if (!isRough || !scheduler.oneIn(10)) {
        session.admit();
      }
      if (isOnSocket) {
        client.beginOnSocket();
      } else {
        client.poll();
      }
    }

    void calmly() {
      perform();
      scheduler.rest();
      assertThat(client.has).hasSize(sent);
      for (var beat = 1; beat <= 2; beat++) {
        nanos += Duration.ofSeconds(26).toNanos();
        engine.check(nanos);
        scheduler.rest();
        assertThat(client.pings).isEqualTo(beat);
      }
      assertThat(closed).isZero();
      assertThat(engine.size()).isOne();
      assertThat(client.has).hasSize(sent);
      assertThat(ends).hasSize(sent).containsOnly(1);
      assertThat(client.isUpgraded).isEqualTo(!client.sockets.isEmpty());
      session.close();
      scheduler.rest();
      isLetGo();
    }

    void roughly() {
      perform();
      scheduler.rest();
      var isLost = scheduler.oneIn(2);
      client.isDead |= isLost;
      for (var tick = 0; tick < 8 && closed == 0; tick++) {
        nanos += Duration.ofSeconds(15).toNanos();
        engine.check(nanos);
        scheduler.rest();
      }
      assertThat(closed > 0 || !isLost).as("who is silent is ended").isTrue();
      session.close();
      scheduler.rest();
      nanos += Duration.ofSeconds(15).toNanos();
      engine.check(nanos);
      scheduler.rest();
      client.sockets.forEach(FakeSocket::idle);
      scheduler.rest();
      isLetGo();
    }

    private void isLetGo() {
      assertThat(closed).as("its end is told once").isOne();
      assertThat(engine.size()).isZero();
      assertThat(engine.unjoined()).isZero();
      assertThat(client.polls).as("polls").allMatch(poll -> poll.isOver);
      assertThat(client.sockets).as("sockets").allMatch(socket -> socket.isClosed);
      assertThat(ends).as("ends of writes").allMatch(times -> times == 1);
      var had = client.has.size();
      send();
      scheduler.rest();
      assertThat(client.has).as("nothing after the end").hasSize(had);
      assertThat(ends.get(ends.size() - 1)).isOne();
    }

    private void perform() {
      var upgradesAt = scheduler.oneIn(4) ? -1 : scheduler.below(STEPS);
      for (var step = 0; step < STEPS; step++) {
        if (step == upgradesAt && client.sockets.isEmpty()) {
          client.upgrade();
        }
        switch (scheduler.below(8)) {
          case 0, 1 -> sendIfThereIsRoom();
          case 2 -> scheduler.execute(client::speak);
          case 3 -> rarely();
          default -> scheduler.goOn();
        }
      }
    }

    /** In calm runs never so much that the client would be called too slow. */
    private void sendIfThereIsRoom() {
      if (isRough || (sent - client.has.size()) * 3 < MOST_WAITING / 2) {
        send();
      }
    }

    private void send() {
      var number = ends.size();
      ends.add(0);
      sent++;
      session.send(
          List.of(EnginePacket.message(String.valueOf(number + 1))),
          error -> ends.set(number, ends.get(number) + 1));
    }

    private void rarely() {
      if (!isRough || !scheduler.oneIn(4)) {
        return;
      }
      switch (scheduler.below(11)) {
        case 0 -> scheduler.execute(client::pollTwice);
        case 1 -> scheduler.execute(() -> client.post(EnginePacket.of(Type.NOOP)));
        case 2 -> scheduler.execute(session::close);
        case 3 -> scheduler.execute(() -> session.abort("as it comes"));
        case 4 -> scheduler.execute(() -> client.say(EnginePacket.of(Type.CLOSE)));
        case 5 -> client.polls.forEach(poll -> scheduler.execute(poll::cutOff));
        case 6 -> client.sockets.forEach(socket -> scheduler.execute(socket::cutOff));
        case 7 -> scheduler.execute(client::upgrade);
        case 8 -> tooMuch();
        default -> {
          nanos += Duration.ofSeconds(9).toNanos();
          scheduler.execute(() -> engine.check(nanos));
        }
      }
    }

    /** A poll takes what waits once; the rest is more than may wait. */
    private void tooMuch() {
      if (client.sockets.isEmpty()) {
        for (var i = 0; i < 5 * MOST_WAITING; i++) {
          send();
        }
        scheduler.check(!session.isOpen(), "what waits is bounded");
      }
    }

    @Override
    public void message(EnginePacket message) {
      scheduler.check(closed == 0, "no message after the end");
      var number = Integer.parseInt(message.text());
      scheduler.check(number == ++heard, "heard in order, but " + number + " for " + heard);
      scheduler.preempt();
    }

    @Override
    public void closed(String reason) {
      closed++;
      scheduler.check(isRough || reason.equals("forced close"), "no end without a reason");
      scheduler.check(!Thread.holdsLock(session), "nobody is told under the lock");
    }
  }
}
