package org.belfry.bench.measure;

import java.util.EnumMap;
import java.util.Map;
import org.belfry.bench.load.Audience;
import org.belfry.bench.load.Callers;
import org.belfry.bench.peer.Kind;

/** Users come back and get what they have not read: many with some, and one with very many. */
final class Replay implements Measure {

  private static final int MANY = 1_000;
  private static final int EACH = 50;
  private static final int ONE = 10_000;
  private static final int BATCH = 500;
  private static final int SHOTS = 3;

  private final Map<Kind, Audience> many = new EnumMap<>(Kind.class);
  private final Map<Kind, Audience> one = new EnumMap<>(Kind.class);

  @Override
  public String id() {
    return "5";
  }

  @Override
  public boolean concerns(Kind kind) {
    return kind == Kind.BELFRY || kind == Kind.NAIVE; // the others keep nothing to replay
  }

  @Override
  public void prepare(Stage stage, Kind kind) throws Exception {
    many.put(kind, stage.audience(kind, "away-", MANY));
    one.put(kind, stage.audience(kind, "long-away-", 1));
    try (var callers = new Callers(stage.server(kind), 1, stage.loops())) {
      var work = new Sending(many.get(kind), stage.requests(kind), 1).toMany().times(EACH);
      callers.run(Stage.PATIENCE, work);
      callers.run(Stage.PATIENCE.multipliedBy(3), toOne(stage, kind));
    }
  }

  /** In batches only where they keep their order: naive's inserts overtake each other. */
  private Callers.Work toOne(Stage stage, Kind kind) throws Exception {
    var sending = new Sending(one.get(kind), stage.requests(kind), 1);
    return kind == Kind.NAIVE
        ? sending.single().times(ONE)
        : sending.batches(BATCH).times(ONE / BATCH);
  }

  @Override
  public void run(Stage stage, Kind kind) throws Exception {
    for (var shot = 0; shot < SHOTS; shot++) {
      var counts = shot > 0; // the first one warms up
      replay(stage, kind, many.get(kind), counts ? "many" : null);
      replay(stage, kind, one.get(kind), counts ? "one" : null);
    }
  }

  private void replay(Stage stage, Kind kind, Audience audience, String metric) {
    audience.forget();
    var window = audience.newWindow();
    var begun = System.nanoTime();
    audience.connect(audience.size(), Stage.PATIENCE);
    stage.settle(this, kind, audience);
    if (metric != null) {
      stage.add(this, metric, kind, (window.last() - begun) / 1e6);
    }
    audience.disconnect();
  }
}
