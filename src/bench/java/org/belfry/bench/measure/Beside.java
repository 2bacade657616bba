package org.belfry.bench.measure;

import java.util.ArrayList;
import java.util.List;
import org.belfry.bench.load.Pace;
import org.belfry.bench.peer.Belfry;
import org.belfry.bench.peer.Kind;

/**
 * What users who ask very much do to the others: latency at a steady pace alone, beside each of
 * them and beside all at once, in turns, so that what else the machine does hits all alike. Wants a
 * fresh server.
 */
final class Beside implements Measure {

  private static final int PER_SECOND = 200;
  private static final int CALLERS = 32;

  private int shots;

  @Override
  public String id() {
    return "10";
  }

  @Override
  public boolean concerns(Kind kind) {
    return kind == Kind.BELFRY;
  }

  @Override
  public void run(Stage stage, Kind kind) throws Exception {
    var belfry = (Belfry) stage.peer(kind);
    Throughput.warm(stage, kind, stage.options().warmUp());
    try (var database = stage.peers().connect(kind)) {
      var store = new HeavyStore(database);
      for (var round = 0; round < stage.options().rounds(); round++) {
        for (var which = 0; stage.options().judgesSpeed() && which < 4; which++) {
          var heavy = heavies(stage, belfry, store).get(which);
          compare(stage, kind, store, heavy.name(), List.of(heavy));
        }
        compare(stage, kind, store, "all", heavies(stage, belfry, store));
      }
    }
    Counts.check(stage, kind);
  }

  /** New ones, who find their inboxes as these were at the beginning. */
  private List<Heavy> heavies(Stage stage, Belfry belfry, HeavyStore store) {
    var part = stage.options().judgesSpeed() ? 1 : 10; // a smoke run sees only that it works
    var of = "-" + ++shots;
    return List.of(
        new Purging(store, "old" + of + "-", 100 / part),
        new MarkingRead(belfry, store, "marking" + of, 300_000 / part),
        new LargeReplays(belfry, store, "replaying" + of + "-", 200, 300 / part),
        new Commanding(belfry, store, "commanding" + of, 40 / part));
  }

  private void compare(Stage stage, Kind kind, HeavyStore store, String name, List<Heavy> heavies)
      throws Exception {
    for (var heavy : heavies) {
      heavy.prepare();
    }
    store.rest();
    var alone = p99(stage, kind);
    var begun = new ArrayList<Heavy>();
    try {
      for (var heavy : heavies) {
        heavy.begin();
        begun.add(heavy);
      }
      var beside = p99(stage, kind);
      stage.add(this, "alone", kind, alone);
      stage.add(this, "beside-" + name, kind, beside);
      stage.add(this, name, kind, beside / alone);
      System.out.printf("    p99 %.1f ms alone, %.1f ms beside %s%n", alone, beside, name);
    } finally {
      for (var heavy : begun) {
        heavy.end();
      }
    }
  }

  private double p99(Stage stage, Kind kind) throws Exception {
    var audience = stage.everyday(kind);
    var sending = new Sending(audience, stage.requests(kind), 1);
    try (var pace = new Pace(stage.server(kind), CALLERS, stage.loops())) {
      var window = audience.newWindow();
      var seconds = (int) stage.options().window().toSeconds();
      pace.run(PER_SECOND * seconds, PER_SECOND, () -> sending.request(0));
      stage.settle(this, kind, audience);
      return window.millis(99);
    }
  }
}
