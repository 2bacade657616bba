package org.belfry.bench;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Times single pieces of code with JMH, without a server; nothing is judged. */
final class Pieces {

  private static final TimeValue ITERATION = TimeValue.seconds(1);

  private Pieces() {}

  static void run() throws RunnerException {
    new Runner(
            new OptionsBuilder()
                .include("^org\\.belfry\\.\\w+\\.\\w+Benchmark\\.")
                .forks(1)
                .warmupIterations(5)
                .warmupTime(ITERATION)
                .measurementIterations(5)
                .measurementTime(ITERATION)
                .build())
        .run();
  }
}
