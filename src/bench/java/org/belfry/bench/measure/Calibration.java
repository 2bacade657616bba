package org.belfry.bench.measure;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.belfry.bench.load.Audience;
import org.belfry.bench.load.Callers;
import org.belfry.bench.load.Ledger.Faults;
import org.belfry.bench.load.Requests;
import org.belfry.bench.peer.Usage;

/** Measures the load generator itself, against a server that does nothing but answer. */
final class Calibration {

  private static final int CALLERS = 64;
  private static final int USERS = 1_000;
  private static final int FEW = 20;
  private static final int EACH = 50;
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration TIME = Duration.ofSeconds(4);

  private final Stage stage;

  Calibration(Stage stage) {
    this.stage = stage;
  }

  /** Fails unless each mistake of a server that makes them is noticed. */
  void checkItself() throws Exception {
    try (var sink = stage.peers().faultySink();
        var audience = new Audience(sink.server(), "user-", FEW, stage.loops());
        var caller = new Callers(sink.server(), 1, stage.loops())) {
      audience.connect(FEW, Stage.PATIENCE);
      var work = new Sending(audience, new Requests(sink.server()), 1).single();
      caller.run(Stage.PATIENCE, work.times(FEW * EACH));
      // who gets those that go astray counts them, their addressee misses them
      var expected = new Faults(2 * EACH, EACH, EACH / 2, EACH);
      var deadline = System.nanoTime() + Stage.PATIENCE.toNanos();
      while (!audience.ledger().faults().equals(expected)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "The load generator counts "
                  + audience.ledger().faults()
                  + " instead of "
                  + expected);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }

  /** What it found, in a sentence. */
  String run() throws Exception {
    try (var sink = stage.peers().sink();
        var audience = new Audience(sink.server(), "user-", USERS, stage.loops());
        var callers = new Callers(sink.server(), CALLERS, stage.loops())) {
      audience.connect(100, Stage.PATIENCE);
      var work = new Sending(audience, new Requests(sink.server()), CALLERS).single();
      callers.run(WARM_UP, work);
      audience.settle(Stage.PATIENCE);
      var window = audience.newWindow();
      var own = ProcessHandle.current().pid();
      var used = Usage.seconds(own);
      var begun = System.nanoTime();
      callers.run(TIME, work);
      var faults = audience.settle(Stage.PATIENCE);
      if (faults.all() > 0) {
        throw new IllegalStateException("The load generator miscounts: " + faults);
      }
      return "load generator alone: %,.0f/s against a server that does nothing, %.3f ms of processor each"
          .formatted(
              window.count() * 1e9 / (window.last() - begun),
              (Usage.seconds(own) - used) * 1e3 / window.count());
    }
  }
}
