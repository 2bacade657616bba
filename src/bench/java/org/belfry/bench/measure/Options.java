package org.belfry.bench.measure;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.belfry.bench.peer.Kind;

/**
 * What is to be measured, and for how long.
 *
 * @param mode says what the other values were chosen for
 * @param window of one measurement
 * @param warmUp of a JVM before anything counts
 * @param growth how far measure 8 fills the store
 * @param soak how long measure 9 lasts
 */
public record Options(
    Mode mode,
    Set<String> measures,
    Set<Kind> kinds,
    int rounds,
    Duration window,
    Duration warmUp,
    long growth,
    Duration soak) {

  /** How thorough. */
  public enum Mode {
    /** Everything, with floors. */
    FULL,
    /** A first idea in a few minutes, with floors. */
    QUICK,
    /** Only whether everything arrives once and in order. */
    SMOKE
  }

  private static final List<String> ALL =
      List.of("1", "2", "2b", "3", "4", "5", "6", "7", "8", "9", "10");

  /** From {@code -Dbench=…}, {@code -Dbench.mode=…} and so on; a mistake names the option. */
  public static Options ofThisProcess() {
    var mode = mode(property("bench.mode", "full"));
    var full = mode == Mode.FULL;
    var measures =
        property("bench", full ? "all" : "1,2,2b,3,4,5" + (mode == Mode.SMOKE ? ",9,10" : ""));
    return new Options(
        mode,
        measures(measures),
        kinds(property("bench.peers", mode == Mode.SMOKE ? "none" : "naive,memory,bare")),
        number("bench.rounds", full ? 3 : 1),
        Duration.ofSeconds(number("bench.seconds", full ? 10 : mode == Mode.QUICK ? 5 : 3)),
        Duration.ofSeconds(number("bench.warmup", full ? 60 : mode == Mode.QUICK ? 15 : 2)),
        number("bench.growth", 1_000_000),
        Duration.ofSeconds(number("bench.soak", full ? 300 : mode == Mode.QUICK ? 30 : 15)));
  }

  private static String property(String name, String otherwise) {
    var value = System.getProperty(name, "").strip();
    return value.isEmpty() ? otherwise : value;
  }

  private static int number(String name, int otherwise) {
    var value = property(name, "" + otherwise);
    if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) == 0) {
      throw new IllegalArgumentException("-D" + name + " has to be a positive number: " + value);
    }
    return Integer.parseInt(value);
  }

  private static Mode mode(String value) {
    for (var mode : Mode.values()) {
      if (mode.name().equalsIgnoreCase(value)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("-Dbench.mode has to be full, quick or smoke: " + value);
  }

  private static Set<String> measures(String value) {
    var chosen = new LinkedHashSet<>(value.equals("all") ? ALL : Arrays.asList(value.split(",")));
    if (!ALL.containsAll(chosen)) {
      throw new IllegalArgumentException(
          "-Dbench has to be a list of some of " + ALL + ": " + value);
    }
    if (chosen.remove("3")) {
      chosen.add("2"); // measured in the same stretch
    }
    return chosen;
  }

  private static Set<Kind> kinds(String value) {
    var kinds = EnumSet.of(Kind.BELFRY);
    if (!value.equals("none")) {
      for (var name : value.split(",")) {
        kinds.add(
            Arrays.stream(Kind.values())
                .filter(kind -> kind.isPeer() && kind.label().equals(name))
                .findFirst()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "-Dbench.peers has to be none or a list of naive, memory, bare: "
                                + value)));
      }
    }
    return kinds;
  }

  boolean wants(Measure measure) {
    return measures.contains(measure.id());
  }

  /** A smoke run only asks whether everything arrives. */
  public boolean judgesSpeed() {
    return mode != Mode.SMOKE;
  }

  /** In one line. */
  public String describe() {
    return "%s, %d rounds of %d s, JVMs warmed for %d s"
        .formatted(
            mode.name().toLowerCase(java.util.Locale.ROOT),
            rounds,
            window.toSeconds(),
            warmUp.toSeconds());
  }
}
