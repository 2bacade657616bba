package org.belfry.bench.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.belfry.bench.peer.Kind;

/** Which measures run in which order. */
public final class Plan {

  private static final Duration WARM_UP_WITHOUT_COMPILER = Duration.ofSeconds(10);

  private final Stage stage;
  private final Options options;

  public Plan(Stage stage, Options options) {
    this.stage = stage;
    this.options = options;
  }

  /** Runs everything that is wanted. */
  public void run() throws Exception {
    calibrate();
    skipWhatIsMissing();
    inTurn(
        List.of(
            new Latency(),
            Throughput.single(),
            Throughput.batched(),
            new FanOut(),
            new Replay(),
            new Storm()));
    alone(new Idle());
    alone(new Growth());
    alone(new Soak());
    alone(new Beside());
    remarkOnOthers();
  }

  /** Each server by itself, freshly started on an empty database. */
  private void alone(Measure measure) throws Exception {
    if (!options.wants(measure)) {
      return;
    }
    for (var kind : options.kinds()) {
      if (measure.concerns(kind)) {
        stage.stopAll();
        stage.peers().forget(kind);
        say("measure " + measure.id() + ", " + kind.label());
        measure.run(stage, kind);
        say("    " + stage.results().latest(measure.id(), kind.label()));
      }
    }
    stage.stopAll();
  }

  /** All servers are up and idle but for the one whose turn it is; rounds are interleaved. */
  private void inTurn(List<Measure> all) throws Exception {
    var measures = new ArrayList<>(all.stream().filter(options::wants).toList());
    if (measures.isEmpty()) {
      return;
    }
    for (var kind : options.kinds()) {
      say("starting and warming " + kind.label());
      var limit = kind.isNode() ? WARM_UP_WITHOUT_COMPILER : options.warmUp();
      var time = options.warmUp().compareTo(limit) < 0 ? options.warmUp() : limit;
      Throughput.warm(stage, kind, time);
      for (var measure : measures) {
        if (measure.concerns(kind)) {
          measure.prepare(stage, kind);
        }
      }
    }
    for (var round = 1; round <= options.rounds(); round++) {
      for (var measure : measures) {
        for (var kind : options.kinds()) {
          if (measure.concerns(kind)) {
            say("round " + round + ", measure " + measure.id() + ", " + kind.label());
            measure.run(stage, kind);
            say("    " + stage.results().latest(measure.id(), kind.label()));
          }
        }
      }
    }
  }

  private void calibrate() throws Exception {
    var calibration = new Calibration(stage);
    calibration.checkItself();
    if (options.judgesSpeed()) {
      stage.results().remark(calibration.run());
    }
  }

  /** Figures of a machine that does other things are to be read with care. */
  private void remarkOnOthers() {
    stage
        .results()
        .median("2.others-percent", Kind.BELFRY.label())
        .ifPresent(
            percent ->
                stage
                    .results()
                    .remark(
                        "other processes took %.0f %% of the processors during measure 2"
                            .formatted(percent)));
  }

  private void skipWhatIsMissing() {
    for (var kind : List.copyOf(options.kinds())) {
      stage
          .peers()
          .missing(kind)
          .ifPresent(
              reason -> {
                options.kinds().remove(kind);
                stage.results().remark("skipped " + kind.label() + ": " + reason);
              });
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
