package org.belfry.bench.measure;

import org.belfry.bench.load.Pace;
import org.belfry.bench.peer.Kind;

/** From a POST to the frame at its recipient, at a steady pace. */
final class Latency implements Measure {

  private static final int PER_SECOND = 200;
  private static final int CALLERS = 32;

  @Override
  public String id() {
    return "1";
  }

  @Override
  public boolean concerns(Kind kind) {
    return true;
  }

  @Override
  public void run(Stage stage, Kind kind) throws Exception {
    var audience = stage.everyday(kind);
    var sending = new Sending(audience, stage.requests(kind), 1);
    try (var pace = new Pace(stage.server(kind), CALLERS, stage.loops())) {
      pace.run(PER_SECOND, PER_SECOND, () -> sending.request(0));
      stage.settle(this, kind, audience);
      var window = audience.newWindow();
      var seconds = (int) stage.options().window().toSeconds();
      pace.run(PER_SECOND * seconds, PER_SECOND, () -> sending.request(0));
      stage.settle(this, kind, audience);
      stage.add(this, "p50", kind, window.millis(50));
      stage.add(this, "p99", kind, window.millis(99));
    }
  }
}
