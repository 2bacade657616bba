package org.belfry.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The results as a Markdown table. */
public final class Table {

  private static final List<String> SERVERS = List.of("belfry", "naive", "memory", "bare");

  private final Floors floors;
  private final Results results;

  public Table(Floors floors, Results results) {
    this.floors = floors;
    this.results = results;
  }

  /** Rows of what was measured. */
  public String markdown() {
    var out = new StringBuilder();
    line(out, List.of("", "", "Belfry", "naive", "memory", "bare", "floor", "is", "aim", "is"));
    line(out, List.of("--", "--", "--:", "--:", "--:", "--:", "--", "--", "--", "--"));
    for (var row : floors.rows()) {
      if (results.median(row.name(), Floors.BELFRY).isPresent()) {
        line(out, cells(row));
      }
    }
    return out.toString();
  }

  private List<String> cells(Floors.Row row) {
    var cells = new ArrayList<String>();
    cells.add(row.name().substring(0, row.name().indexOf('.')));
    cells.add(row.title() + ", " + row.unit());
    for (var server : SERVERS) {
      var median = results.median(row.name(), server);
      cells.add(median.isPresent() ? Numbers.plain(median.getAsDouble()) : "");
    }
    cells.add(bounds(row.floor()));
    cells.add(verdicts(row, row.floor()));
    cells.add(bounds(row.aim()));
    cells.add(verdicts(row, row.aim()));
    return cells;
  }

  private static String bounds(List<Floors.Bound> bounds) {
    return bounds.stream().map(Floors.Bound::toString).collect(Collectors.joining("; "));
  }

  private String verdicts(Floors.Row row, List<Floors.Bound> bounds) {
    return bounds.stream()
        .flatMap(bound -> bound.verdict(row, results).stream())
        .map(verdict -> Numbers.plain(verdict.ratio()) + (verdict.isMet() ? " ✓" : " ✗"))
        .collect(Collectors.joining("; "));
  }

  private static void line(StringBuilder out, List<String> cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
