package org.belfry.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.belfry.bench.load.Loops;
import org.belfry.bench.measure.Options;
import org.belfry.bench.measure.Plan;
import org.belfry.bench.measure.Stage;
import org.belfry.bench.peer.Peers;
import org.belfry.bench.report.Floors;
import org.belfry.bench.report.Machine;
import org.belfry.bench.report.Report;
import org.belfry.bench.report.Results;
import org.belfry.harness.Database;

/**
 * {@code mvn -q -f src/bench verify}: measures Belfry and what it is compared with, and fails below
 * a floor.
 */
public final class Benchmark {

  private static final int LISTENERS = 2;
  private static final Path DOCUMENT = Path.of("docs", "performance.md");
  private static final Path PICTURES = Path.of("docs", "performance");

  private final Options options;
  private final Path directory;
  private final Results results = new Results();

  private Benchmark(Options options, Path directory) {
    this.options = options;
    this.directory = directory;
  }

  /** Ends with 1 when something was lost, doubled or disordered, or a figure is below its floor. */
  public static void main(String[] arguments) {
    var good = false;
    try {
      if ("pieces".equals(System.getProperty("bench"))) {
        Pieces.run();
        good = true;
      } else {
        var directory =
            Path.of(System.getProperty("bench.directory", "target/bench"))
                .toAbsolutePath()
                .normalize();
        good = new Benchmark(Options.ofThisProcess(), directory).run();
      }
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    } catch (Exception e) {
      e.printStackTrace();
    }
    System.exit(good ? 0 : 1);
  }

  private boolean run() throws Exception {
    var begun = System.nanoTime();
    Files.createDirectories(directory);
    var data = directory.resolve("database");
    Database.delete(data);
    var about = Machine.describe(directory);
    try (var database = Database.start(data);
        var loops = new Loops(LISTENERS);
        var stage = new Stage(options, results, loops, new Peers(directory, database), data)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stage, database)));
      new Plan(stage, options).run();
    } finally {
      Database.delete(data);
    }
    about.put("measured", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
    var minutes = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - begun);
    about.put("run", options.describe() + ", " + minutes + " minutes");
    return report(new Report(Floors.read(), results, about));
  }

  /** After Ctrl-C, which does not unwind; a second closing does nothing. */
  private static void end(Stage stage, Database database) {
    stage.kill();
    try {
      database.close();
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
  }

  private boolean report(Report report) throws IOException {
    report.write(directory);
    if (Boolean.getBoolean("bench.docs")) {
      report.writeInto(DOCUMENT, PICTURES);
    }
    System.out.println();
    System.out.println(report.markdown());
    System.out.println("Written to " + directory + ".");
    var faults = results.allFaults();
    if (faults.all() > 0) {
      System.out.println("FAILED: " + faults);
    }
    var failures = options.judgesSpeed() ? report.failures() : java.util.List.<String>of();
    failures.forEach(failure -> System.out.println("BELOW ITS FLOOR: " + failure));
    return faults.all() == 0 && failures.isEmpty();
  }
}
