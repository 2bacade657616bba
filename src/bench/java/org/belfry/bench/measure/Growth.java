package org.belfry.bench.measure;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.belfry.bench.load.Callers;
import org.belfry.bench.load.Dialect.Cursor;
import org.belfry.bench.load.Pace;
import org.belfry.bench.load.Window;
import org.belfry.bench.peer.Belfry;
import org.belfry.bench.peer.Kind;

/**
 * What a store that has grown makes slower: nothing should. One user has a tenth of everything,
 * never read, and that inbox is the one that is asked. A second server on a store that stays small
 * is asked in turn: what the machine or the compiler does meanwhile happens to both. Wants fresh
 * databases.
 */
final class Growth implements Measure {

  private static final long[] SIZES = {10_000, 1_000_000, 5_000_000};
  private static final int PER_SECOND = 200;
  private static final int CALLERS = 8;
  private static final int REQUESTS = 20;
  private static final int CONNECTS = 5;
  private static final int MISSED = 20;
  private static final int TURNS = 15;
  private static final List<Kind> BOTH = List.of(Kind.BELFRY, Kind.CONTROL);

  private final Map<Long, Map<Kind, Map<String, Double>>> bySize = new LinkedHashMap<>();
  private final Map<String, Double> ratios = new LinkedHashMap<>();

  @Override
  public String id() {
    return "8";
  }

  @Override
  public boolean concerns(Kind kind) {
    return kind == Kind.BELFRY;
  }

  @Override
  public void run(Stage stage, Kind kind) throws Exception {
    stage.peers().forget(Kind.CONTROL);
    for (var each : BOTH) {
      Throughput.warm(stage, each, stage.options().warmUp());
    }
    try (var grown = stage.peers().connect(kind);
        var control = stage.peers().connect(Kind.CONTROL)) {
      var fill = new Fill(grown);
      new Fill(control).upTo(SIZES[0]);
      for (var size : SIZES) {
        if (size <= stage.options().growth()) {
          fill.upTo(size);
          if (size == SIZES[0]) {
            compare(stage, size); // warms up, and is overwritten
          }
          compare(stage, size);
        }
      }
      Counts.check(stage, kind);
    }
    found(stage, kind);
    if (stage.options().kinds().contains(Kind.NAIVE)) {
      countOfNaive(stage);
    }
  }

  /** In short turns, so that what else goes on here hits both alike. */
  private void compare(Stage stage, long size) throws Exception {
    var times = new EnumMap<Kind, Times>(Kind.class);
    for (var turn = 0; turn < TURNS; turn++) {
      for (var kind : BOTH) {
        probe(stage, kind, times.computeIfAbsent(kind, k -> new Times()));
      }
    }
    var medians = new EnumMap<Kind, Map<String, Double>>(Kind.class);
    times.forEach((kind, of) -> medians.put(kind, of.medians()));
    System.out.println("    " + size + " stored: " + medians);
    bySize.put(size, medians);
  }

  /** The largest ratio of all sizes, and the times by size. */
  private void found(Stage stage, Kind kind) {
    for (var size : bySize.entrySet()) {
      var grown = size.getValue().get(Kind.BELFRY);
      var control = size.getValue().get(Kind.CONTROL);
      grown.forEach(
          (name, value) -> {
            stage.results().add("8", name + "-ms", "%,d stored".formatted(size.getKey()), value);
            ratios.merge(name, value / control.get(name), Math::max);
          });
      ratios.put("count-of-many", grown.get("counts") / grown.get("counts-of-few"));
    }
    ratios.forEach((name, ratio) -> stage.add(this, name, kind, ratio));
    var million = bySize.get(SIZES[1]); // of which the one has a tenth
    if (million != null) {
      stage.add(this, "count", kind, million.get(Kind.BELFRY).get("counts"));
    }
  }

  /** The same question to naive, which counts. */
  private void countOfNaive(Stage stage) throws Exception {
    var times = new Times();
    stage.peers().forget(Kind.NAIVE);
    stage.peer(Kind.NAIVE);
    try (var database = stage.peers().connect(Kind.NAIVE);
        var statement = database.createStatement();
        var caller = new Callers(stage.server(Kind.NAIVE), 1, stage.loops())) {
      statement.execute(
          "insert into notification (user_id, type) select '%s', 'comment.created' from generate_series(1, %d)"
              .formatted(Fill.WHALE, SIZES[1] / 10));
      statement.execute("vacuum (analyze) notification");
      var request = stage.requests(Kind.NAIVE).get("/unread?user=" + Fill.WHALE, "none");
      var probe = new Probe(request, times.of("count"));
      caller.run(Stage.PATIENCE, probe.times(REQUESTS * TURNS));
    }
    stage.add(this, "count", Kind.NAIVE, times.medians().get("count"));
  }

  private void probe(Stage stage, Kind kind, Times times) throws Exception {
    latency(stage, kind).addTo(times.of("latency"));
    get(stage, kind, Fill.WHALE, "?state=all&limit=50", times.of("newest"));
    get(stage, kind, Fill.WHALE, "?state=unread&limit=50", times.of("unread"));
    get(stage, kind, Fill.WHALE, "?state=all&limit=50&before=60", times.of("deep"));
    get(stage, kind, Fill.WHALE, "/counts", times.of("counts"));
    get(stage, kind, "everyday-1", "/counts", times.of("counts-of-few"));
    resume(stage, kind, times.of("resume"));
  }

  private Window latency(Stage stage, Kind kind) throws Exception {
    var audience = stage.everyday(kind);
    var sending = new Sending(audience, stage.requests(kind), 1);
    try (var pace = new Pace(stage.server(kind), CALLERS, stage.loops())) {
      var window = audience.newWindow();
      pace.run(PER_SECOND, PER_SECOND, () -> sending.request(0));
      stage.settle(this, kind, audience);
      return window;
    }
  }

  private static void get(Stage stage, Kind kind, String user, String query, Histogram times)
      throws Exception {
    var token = ((Belfry) stage.peer(kind)).token(user);
    var request = stage.requests(kind).get("/api/v1/inbox" + query, token);
    try (var caller = new Callers(stage.server(kind), 1, stage.loops())) {
      caller.run(Stage.PATIENCE, new Probe(request, times).times(REQUESTS));
    }
  }

  /** Somebody with very much comes back for the last few. */
  private static void resume(Stage stage, Kind kind, Histogram times) throws Exception {
    var cursor = cursor(stage, kind);
    try (var whale = stage.audience(kind, "whale", 1)) {
      for (var i = 0; i < CONNECTS; i++) {
        whale.startAt(0, cursor);
        times.recordValue(whale.connect(1, Stage.PATIENCE).toNanos());
        whale.disconnect();
      }
      if (whale.ofOld() != (long) MISSED * CONNECTS) {
        throw new IllegalStateException(whale.ofOld() + " came instead of " + MISSED * CONNECTS);
      }
    }
  }

  private static Cursor cursor(Stage stage, Kind kind) throws Exception {
    try (var database = stage.peers().connect(kind);
        var statement = database.createStatement();
        var rows =
            statement.executeQuery(
                "select epoch, head from inbox where user_id = '" + Fill.WHALE + "'")) {
      rows.next();
      return new Cursor(rows.getString(1), rows.getLong(2) - MISSED);
    }
  }
}
