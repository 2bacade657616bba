package org.belfry.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** What Belfry has to reach, and wants to; read from {@code floors.json}. */
public record Floors(List<Row> rows) {

  static final String BELFRY = "belfry";

  /**
   * One figure of the table.
   *
   * @param name measure and metric
   * @param measure the number in the table, where it is not the name's
   * @param floor below them the run fails
   */
  public record Row(
      String name, String measure, String title, String unit, List<Bound> floor, List<Bound> aim) {

    public Row {
      measure = measure == null ? name.substring(0, name.indexOf('.')) : measure;
      floor = floor == null ? List.of() : floor;
      aim = aim == null ? List.of() : aim;
    }
  }

  /**
   * At most or at least so many times the figure of another server, or so much itself.
   *
   * @param in the name of the other server's figure, where it is another than one's own
   */
  public record Bound(Double atMost, Double atLeast, String of, String in) {

    private OptionalDouble measure(Row row, Results results) {
      return of == null ? OptionalDouble.of(1) : results.median(in == null ? row.name() : in, of);
    }

    /** Where it lies for these results. */
    OptionalDouble value(Row row, Results results) {
      var times = atMost != null ? atMost : atLeast;
      var other = measure(row, results);
      return other.isPresent() ? OptionalDouble.of(times * other.getAsDouble()) : other;
    }

    Optional<Verdict> verdict(Row row, Results results) {
      var own = results.median(row.name(), BELFRY);
      var other = measure(row, results);
      if (own.isEmpty() || other.isEmpty()) {
        return Optional.empty();
      }
      var ratio = own.getAsDouble() / other.getAsDouble();
      return Optional.of(
          new Verdict(row, this, ratio, atMost != null ? ratio <= atMost : ratio >= atLeast));
    }

    @Override
    public String toString() {
      var number = (atMost != null ? "≤ " : "≥ ") + whole(atMost != null ? atMost : atLeast);
      var times = of == null ? number : number + " × " + of;
      return in == null ? times : times + " in " + in.substring(0, in.indexOf('.'));
    }

    private static String whole(double value) {
      return value == Math.rint(value) ? String.format(Locale.ROOT, "%,.0f", value) : "" + value;
    }
  }

  /** How a figure stands to its bound. */
  public record Verdict(Row row, Bound bound, double ratio, boolean isMet) {

    @Override
    public String toString() {
      return row.title() + ": " + Numbers.plain(ratio) + ", has to be " + bound;
    }
  }

  /** Reads the file. */
  public static Floors read() throws IOException {
    try (var in = Floors.class.getResourceAsStream("/floors.json")) {
      return new Floors(List.of(new ObjectMapper().readValue(in, Row[].class)));
    }
  }

  /** All floors that can be judged by these results. */
  public List<Verdict> judge(Results results) {
    var verdicts = new ArrayList<Verdict>();
    for (var row : rows) {
      row.floor().forEach(bound -> bound.verdict(row, results).ifPresent(verdicts::add));
    }
    return verdicts;
  }
}
