package org.belfry.bench.measure;

import org.belfry.bench.peer.Kind;
import org.belfry.bench.peer.Usage;

/** Processor time of everybody concerned, from its making to its stop. */
final class Clocks {

  private final Stage stage;
  private final Kind kind;
  private final long pid;
  private final long begun = System.nanoTime();
  private final double server;
  private final double compiler;
  private final double database;
  private final double generator;
  private final double machine;

  Clocks(Stage stage, Kind kind) throws Exception {
    this.stage = stage;
    this.kind = kind;
    pid = stage.peer(kind).pid();
    server = Usage.seconds(pid);
    compiler = Usage.compilerSeconds(pid);
    database = Usage.familySeconds(stage.postmaster());
    generator = Usage.seconds(ProcessHandle.current().pid());
    machine = Usage.machineSeconds();
  }

  long begun() {
    return begun;
  }

  /** Notes what each of so many notifications took, in milliseconds. */
  void stop(Measure measure, long count) {
    if (!Usage.isKnown()) {
      return;
    }
    var ofServer = Usage.seconds(pid) - server;
    var ofDatabase = Usage.familySeconds(stage.postmaster()) - database;
    var ofGenerator = Usage.seconds(ProcessHandle.current().pid()) - generator;
    var ofMachine = Usage.machineSeconds() - machine;
    var seconds = (System.nanoTime() - begun) / 1e9;
    var cores = Runtime.getRuntime().availableProcessors();
    add(measure, "cpu", (ofServer + ofDatabase) * 1e3 / count);
    add(measure, "cpu-server", ofServer * 1e3 / count);
    add(measure, "cpu-compiler", (Usage.compilerSeconds(pid) - compiler) * 1e3 / count);
    add(measure, "cpu-database", ofDatabase * 1e3 / count);
    add(measure, "cpu-generator", ofGenerator * 1e3 / count);
    var others = ofMachine - ofServer - ofDatabase - ofGenerator;
    add(measure, "others-percent", Math.max(0, others * 100 / seconds / cores));
  }

  private void add(Measure measure, String metric, double value) {
    stage.add(measure, metric, kind, value);
  }
}
