package org.belfry.bench.measure;

import java.time.Duration;
import org.belfry.bench.load.Callers;
import org.belfry.bench.peer.Kind;
import org.belfry.bench.peer.Usage;

/** How many notifications a second are stored and delivered, and what processor time each takes. */
final class Throughput implements Measure {

  private static final double STILL_COMPILING = 0.1;
  private static final int MOST_WARM_UPS = 2;
  private static final Duration SLICE = Duration.ofSeconds(10);

  private final String id;
  private final int callers;
  private final int batch;

  private Throughput(String id, int callers, int batch) {
    this.id = id;
    this.callers = callers;
    this.batch = batch;
  }

  /** 64 callers, one notification a request. */
  static Throughput single() {
    return new Throughput("2", 64, 1);
  }

  /** 4 callers, a hundred notifications a request. */
  static Throughput batched() {
    return new Throughput("2b", 4, 100);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean concerns(Kind kind) {
    return true;
  }

  @Override
  public void run(Stage stage, Kind kind) throws Exception {
    var audience = stage.everyday(kind);
    var work = new Sending(audience, stage.requests(kind), callers);
    try (var posts = new Callers(stage.server(kind), callers, stage.loops())) {
      var window = audience.newWindow();
      var clock = new Clocks(stage, kind);
      posts.run(stage.options().window(), batch == 1 ? work.single() : work.batches(batch));
      stage.settle(this, kind, audience);
      var count = window.count();
      stage.add(this, "rate", kind, count * 1e9 / (window.last() - clock.begun()));
      clock.stop(this, count);
    }
  }

  /**
   * Keeps a server busy without measuring, so long, and then until its compiler has little left to
   * do: on a busy machine that takes a multiple of the time.
   */
  static void warm(Stage stage, Kind kind, Duration time) throws Exception {
    keepBusy(stage, kind, time);
    var peer = stage.peer(kind);
    if (!peer.isJvm() || !stage.options().judgesSpeed()) {
      return;
    }
    var end = System.nanoTime() + time.multipliedBy(MOST_WARM_UPS).toNanos();
    var share = 1.0;
    while (share > STILL_COMPILING && System.nanoTime() < end) {
      var compiler = Usage.compilerSeconds(peer.pid());
      var all = Usage.seconds(peer.pid());
      keepBusy(stage, kind, SLICE);
      share = (Usage.compilerSeconds(peer.pid()) - compiler) / (Usage.seconds(peer.pid()) - all);
    }
    if (share > STILL_COMPILING) {
      stage
          .results()
          .remark(
              "%s was not warm when measuring began: %.0f %% of its time went to the compiler"
                  .formatted(kind.label(), share * 100));
    }
  }

  private static void keepBusy(Stage stage, Kind kind, Duration time) throws Exception {
    var audience = stage.everyday(kind);
    for (var shape : new Throughput[] {single(), batched()}) {
      var work = new Sending(audience, stage.requests(kind), shape.callers);
      try (var posts = new Callers(stage.server(kind), shape.callers, stage.loops())) {
        posts.run(time.dividedBy(2), shape.batch == 1 ? work.single() : work.batches(shape.batch));
        stage.settle(shape, kind, audience);
      }
    }
  }
}
