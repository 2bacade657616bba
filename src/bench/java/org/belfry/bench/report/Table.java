package org.belfry.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The results as a Markdown table. */
public final class Table {

  static final List<String> SERVERS = List.of("belfry", "naive", "memory", "bare");

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

  /** How long things took by the size of the store; empty if that was not measured. */
  public String bySize() {
    var out = new StringBuilder();
    results
        .figures()
        .forEach(
            (name, sizes) -> {
              if (name.startsWith("8.") && name.endsWith("-ms")) {
                if (out.isEmpty()) {
                  line(out, cells("measure 8, ms", sizes.keySet()));
                  line(out, cells("--", sizes.keySet().stream().map(size -> "--:").toList()));
                }
                var title = name.substring(2, name.length() - 3).replace('-', ' ');
                line(out, cells(title, sizes.keySet().stream().map(s -> median(name, s)).toList()));
              }
            });
    return out.toString();
  }

  private static List<String> cells(String first, java.util.Collection<String> others) {
    var cells = new ArrayList<>(List.of(first));
    cells.addAll(others);
    return cells;
  }

  private String median(String name, String server) {
    var median = results.median(name, server);
    return median.isPresent() ? Numbers.plain(median.getAsDouble()) : "";
  }

  private List<String> cells(Floors.Row row) {
    var cells = new ArrayList<String>();
    cells.add(row.measure());
    cells.add(row.title() + ", " + row.unit());
    for (var server : SERVERS) {
      cells.add(median(row.name(), server));
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
