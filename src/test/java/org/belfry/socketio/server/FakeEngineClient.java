package org.belfry.socketio.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.socketio.protocol.EnginePacket;
import org.belfry.socketio.protocol.EnginePacket.Type;
import org.belfry.socketio.protocol.Framing;

/**
 * The other side of a session, as the reference client does it: polls again when it was answered,
 * posts one after the other, and upgrades: it probes, lets its polls end, and says so.
 */
final class FakeEngineClient {

  private final DeterministicScheduler scheduler;
  private final Engine engine;
  private final EngineSession session;
  private final boolean isRough;
  private final Framing framing = Framing.of("4");
  final List<FakePoll> polls = new ArrayList<>();
  final List<FakeSocket> sockets = new ArrayList<>();

  /** The numbers of the messages that it has got. */
  final List<Integer> has = new ArrayList<>();

  int pings;
  boolean isDead;
  boolean isUpgraded;
  boolean saysUpgrade;
  private boolean isPolling;
  private boolean isUnruly;
  private boolean isPosting;
  private boolean isPaused;
  private FakeSocket socket;
  private final List<EnginePacket> unsaid = new ArrayList<>();
  private int said;

  FakeEngineClient(
      DeterministicScheduler scheduler, Engine engine, EngineSession session, boolean isRough) {
    this.scheduler = scheduler;
    this.engine = engine;
    this.session = session;
    this.isRough = isRough;
  }

  /** Begins on a WebSocket, and there is nothing to upgrade. */
  void beginOnSocket() {
    isUpgraded = true;
    isPaused = true;
    socket = socket();
    session.begin(socket.transport);
  }

  private FakeSocket socket() {
    var made = new FakeSocket(scheduler, isRough, session, this::frame);
    sockets.add(made);
    return made;
  }

  /** Unless one is under way, or the client has begun to upgrade. */
  void poll() {
    if (!isPolling && !isPaused && !isDead) {
      isPolling = true;
      get();
    }
  }

  /** Against the rules: while another one is under way, whose answer it may overtake. */
  void pollTwice() {
    isUnruly = true;
    get();
  }

  private void get() {
    if (engine.find(session.sid()) == null) {
      isDead = true;
      return;
    }
    var poll = new FakePoll(scheduler, isRough && scheduler.oneIn(40), this::answered);
    polls.add(poll);
    try {
      var transport = poll.transport(session);
      scheduler.preempt();
      if (!session.poll(transport)) {
        transport.refuse(EngineError.BAD_REQUEST);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void answered(FakePoll poll) {
    isPolling = false;
    if (poll.status != 200 || poll.body == null) {
      scheduler.check(isRough, "no refusal of what is in order");
      isDead = true;
      return;
    }
    framing.packets(new Framing.Payload(poll.body, false)).forEach(this::packet);
    if (isPaused) {
      sayUpgrade();
    } else {
      scheduler.execute(this::poll);
    }
  }

  private void frame(String frame) {
    packet(framing.read(frame));
  }

  private void packet(EnginePacket packet) {
    switch (packet.type()) {
      case MESSAGE -> {
        var number = Integer.parseInt(packet.text());
        scheduler.check(
            isUnruly || number == has.size() + 1, "in order, but " + number + " after " + has);
        has.add(number);
      }
      case PING -> {
        pings++;
        scheduler.execute(() -> say(EnginePacket.of(Type.PONG)));
      }
      case PONG -> scheduler.execute(this::probed);
      case CLOSE -> isDead = true;
      default -> {}
    }
  }

  /** Sends the next message. */
  void speak() {
    if (!isPosting && !isDead && (!isPaused || isUpgraded)) {
      say(EnginePacket.message(String.valueOf(said + 1)));
    }
  }

  void say(EnginePacket packet) {
    if (isDead) {
      return;
    }
    if (isUpgraded) {
      said += packet.type() == Type.MESSAGE ? 1 : 0;
      session.received(socket.transport, packet);
    } else if (isPosting || isPaused) {
      unsaid.add(packet);
    } else {
      isPosting = true;
      said += packet.type() == Type.MESSAGE ? 1 : 0;
      post(packet);
      isPosting = false;
      sayTheRest();
    }
  }

  private void sayTheRest() {
    var rest = List.copyOf(unsaid);
    unsaid.clear();
    rest.forEach(this::say);
  }

  /** As the handler of posts does it; also when another one is under way. */
  void post(EnginePacket packet) {
    if (!session.beginPost()) {
      scheduler.check(isRough, "no refusal of a post in its time");
      return;
    }
    scheduler.preempt();
    session.received(packet);
    scheduler.preempt();
    session.endPost();
  }

  void upgrade() {
    if (isDead || socket != null || engine.find(session.sid()) == null) {
      return;
    }
    socket = socket();
    if (session.propose(socket.transport)) {
      scheduler.execute(
          () -> session.received(socket.transport, EnginePacket.of(Type.PING, "probe")));
    } else {
      scheduler.check(isRough, "no refusal of the first upgrade");
      socket.cutOff();
    }
  }

  private void probed() {
    if (!isPosting) {
      isPaused = true;
      sayUpgrade();
    } else {
      scheduler.execute(this::probed);
    }
  }

  private void sayUpgrade() {
    if (!isPolling && !saysUpgrade) {
      saysUpgrade = true;
      scheduler.execute(
          () -> {
            session.received(socket.transport, EnginePacket.of(Type.UPGRADE));
            isUpgraded = true;
            sayTheRest();
          });
    }
  }
}
