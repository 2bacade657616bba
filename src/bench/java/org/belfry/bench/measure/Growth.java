package org.belfry.bench.measure;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.belfry.bench.load.Dialect.Cursor;
import org.belfry.bench.load.Pace;
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
  private static final int PROBES = 300;
  private static final int CONNECTS = 100;
  private static final int MISSED = 20;
  private static final int TIMES = 3;
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
      var differences = fill.differences();
      if (differences != 0) {
        throw new IllegalStateException(differences + " differences in the counts of the store");
      }
    }
    found(stage, kind);
  }

  /** What else goes on here only ever adds to a time, so the smallest of several is the truest. */
  private void compare(Stage stage, long size) throws Exception {
    var best = new EnumMap<Kind, Map<String, Double>>(Kind.class);
    for (var i = 0; i < TIMES; i++) {
      for (var kind : BOTH) {
        var of = best.computeIfAbsent(kind, k -> new LinkedHashMap<>());
        probe(stage, kind).forEach((name, value) -> of.merge(name, value, Math::min));
      }
    }
    System.out.println("    " + size + " stored: " + best);
    bySize.put(size, best);
  }

  /** The largest ratio of all sizes, and the times by size. */
  private void found(Stage stage, Kind kind) {
    for (var size : bySize.entrySet()) {
      var grown = size.getValue().get(Kind.BELFRY);
      var control = size.getValue().get(Kind.CONTROL);
      grown.forEach(
          (name, value) -> {
            stage.results().add("8", name + "-ms", size.getKey() + " stored", value);
            ratios.merge(name, value / control.get(name), Math::max);
          });
      ratios.put("count-of-many", grown.get("counts") / grown.get("counts-of-few"));
    }
    ratios.forEach((name, ratio) -> stage.add(this, name, kind, ratio));
  }

  private Map<String, Double> probe(Stage stage, Kind kind) throws Exception {
    var found = new LinkedHashMap<String, Double>();
    found.put("latency", latency(stage, kind));
    found.put("newest", get(stage, kind, Fill.WHALE, "/api/v1/inbox?state=all&limit=50"));
    found.put("unread", get(stage, kind, Fill.WHALE, "/api/v1/inbox?state=unread&limit=50"));
    found.put("deep", get(stage, kind, Fill.WHALE, "/api/v1/inbox?state=all&limit=50&before=60"));
    found.put("counts", get(stage, kind, Fill.WHALE, "/api/v1/inbox/counts"));
    found.put("counts-of-few", get(stage, kind, "everyday-1", "/api/v1/inbox/counts"));
    found.put("resume", resume(stage, kind, cursor(stage, kind)));
    return found;
  }

  private double latency(Stage stage, Kind kind) throws Exception {
    var audience = stage.everyday(kind);
    var sending = new Sending(audience, stage.requests(kind), 1);
    try (var pace = new Pace(stage.server(kind), 8, stage.loops())) {
      var window = audience.newWindow();
      pace.run(PER_SECOND * 4, PER_SECOND, () -> sending.request(0));
      stage.settle(this, kind, audience);
      return window.millis(50);
    }
  }

  private static double get(Stage stage, Kind kind, String user, String path) throws Exception {
    var token = ((Belfry) stage.peer(kind)).token(user);
    var request = stage.requests(kind).get(path, token);
    return Probe.millis(stage.server(kind), stage.loops(), request, PROBES);
  }

  /** Somebody with very much comes back for the last few. */
  private static double resume(Stage stage, Kind kind, Cursor cursor) throws Exception {
    var times = new double[CONNECTS];
    try (var whale = stage.audience(kind, "whale", 1)) {
      for (var i = 0; i < CONNECTS; i++) {
        whale.startAt(0, cursor);
        times[i] = whale.connect(1, Stage.PATIENCE).toNanos() / 1e6;
        whale.disconnect();
      }
      if (whale.ofOld() != (long) MISSED * CONNECTS) {
        throw new IllegalStateException(whale.ofOld() + " came instead of " + MISSED * CONNECTS);
      }
    }
    java.util.Arrays.sort(times);
    return times[CONNECTS / 2];
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
