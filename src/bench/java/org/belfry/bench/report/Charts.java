package org.belfry.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;

/** The results as pictures. */
final class Charts {

  private static final String BY_SIZE = "-ms";

  private final Floors floors;
  private final Results results;

  Charts(Floors floors, Results results) {
    this.floors = floors;
    this.results = results;
  }

  /** Those for which there are figures. */
  void write(Path directory) throws IOException {
    write(directory.resolve("comparison.svg"), comparison());
    write(directory.resolve("growth.svg"), growth());
  }

  private static void write(Path file, List<Bars.Panel> panels) throws IOException {
    Files.deleteIfExists(file);
    if (!panels.isEmpty()) {
      Files.writeString(file, Bars.svg(panels));
    }
  }

  /** Belfry beside the others; the dashed line on its bar is the floor. */
  private List<Bars.Panel> comparison() {
    var panels = new ArrayList<Bars.Panel>();
    for (var row : floors.rows()) {
      var values = new LinkedHashMap<String, Double>();
      for (var server : Table.SERVERS) {
        results.median(row.name(), server).ifPresent(value -> values.put(server, value));
      }
      if (values.size() > 1 && values.containsKey(Floors.BELFRY)) {
        panels.add(new Bars.Panel(row.title(), unit(row), values, floor(row)));
      }
    }
    return panels;
  }

  /** With a word on which way is better. */
  private static String unit(Floors.Row row) {
    return row.floor().isEmpty()
        ? row.unit()
        : row.unit()
            + (row.floor().get(0).atMost() != null ? ", less is better" : ", more is better");
  }

  private OptionalDouble floor(Floors.Row row) {
    return row.floor().stream()
        .flatMapToDouble(bound -> bound.value(row, results).stream())
        .findFirst();
  }

  /** Each time of measure 8 by the size of the store. */
  private List<Bars.Panel> growth() {
    var panels = new ArrayList<Bars.Panel>();
    results
        .figures()
        .forEach(
            (name, sizes) -> {
              if (name.startsWith("8.") && name.endsWith(BY_SIZE)) {
                var values = new LinkedHashMap<String, Double>();
                sizes
                    .keySet()
                    .forEach(size -> values.put(size, results.median(name, size).orElseThrow()));
                var title = name.substring(2, name.length() - BY_SIZE.length()).replace('-', ' ');
                panels.add(new Bars.Panel(title, "ms", values, OptionalDouble.empty()));
              }
            });
    return panels;
  }
}
