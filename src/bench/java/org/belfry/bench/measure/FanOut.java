package org.belfry.bench.measure;

import org.belfry.bench.load.Callers;
import org.belfry.bench.peer.Kind;

/** Five thousand users online, five requests to a thousand of them each: when the last has it. */
final class FanOut implements Measure {

  private static final int USERS = 5_000;
  private static final int CALLERS = 5;
  private static final int SHOTS = 4;

  @Override
  public String id() {
    return "4";
  }

  @Override
  public boolean concerns(Kind kind) {
    return true;
  }

  @Override
  public void run(Stage stage, Kind kind) throws Exception {
    try (var audience = stage.audience(kind, "crowd" + System.nanoTime() + "-", USERS);
        var callers = new Callers(stage.server(kind), CALLERS, stage.loops())) {
      audience.connect(200, Stage.PATIENCE);
      var sending = new Sending(audience, stage.requests(kind), CALLERS);
      for (var shot = 0; shot < SHOTS; shot++) {
        var window = audience.newWindow();
        var begun = System.nanoTime();
        callers.run(Stage.PATIENCE, sending.toMany().times(1));
        stage.settle(this, kind, audience);
        if (shot > 0) { // the first one connects the callers and warms up
          stage.add(this, "last", kind, (window.last() - begun) / 1e6);
        }
      }
    }
  }
}
