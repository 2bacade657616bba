package org.belfry.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes what a run has found. */
public final class Report {

  private static final String BEGIN = "<!-- results -->";
  private static final String END = "<!-- end of results -->";

  private final Floors floors;
  private final Results results;
  private final Map<String, String> about;

  /**
   * A report.
   *
   * @param about the machine and the run
   */
  public Report(Floors floors, Results results, Map<String, String> about) {
    this.floors = floors;
    this.results = results;
    this.about = about;
  }

  /** {@code results.json}, {@code results.md} and the charts. */
  public void write(Path directory) throws IOException {
    Files.writeString(directory.resolve("results.json"), json());
    Files.writeString(directory.resolve("results.md"), markdown());
    new Charts(floors, results).write(directory);
  }

  /** Puts the table between the marks of a document and the charts beside it. */
  public void writeInto(Path document, Path pictures) throws IOException {
    var text = Files.readString(document);
    var begin = text.indexOf(BEGIN);
    var end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException(document + " has no place for results");
    }
    Files.writeString(
        document,
        text.substring(0, begin + BEGIN.length())
            + "\n\n"
            + markdown()
            + "\n"
            + text.substring(end));
    Files.createDirectories(pictures);
    new Charts(floors, results).write(pictures);
  }

  private String json() throws IOException {
    var medians = new LinkedHashMap<String, Map<String, Double>>();
    results
        .figures()
        .forEach(
            (name, servers) ->
                servers
                    .keySet()
                    .forEach(
                        server ->
                            medians
                                .computeIfAbsent(name, n -> new TreeMap<>())
                                .put(server, results.median(name, server).orElseThrow())));
    var all = new LinkedHashMap<String, Object>();
    all.put("about", about);
    all.put("medians", medians);
    all.put("figures", results.figures());
    all.put("faults", results.faults());
    all.put("belowFloor", failures());
    all.put("remarks", results.remarks());
    return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(all);
  }

  /** The table with what it was measured on. */
  public String markdown() {
    var table = new Table(floors, results);
    var out = new StringBuilder(table.markdown());
    if (!table.bySize().isEmpty()) {
      out.append('\n').append(table.bySize());
    }
    out.append("\nLost, doubled, disordered or strayed, of all that was sent: ");
    var faults = results.allFaults();
    out.append(faults.all() == 0 ? "none" : faults).append(".\n\n");
    about.forEach(
        (name, value) -> out.append("- ").append(name).append(": ").append(value).append('\n'));
    results.remarks().forEach(remark -> out.append("- ").append(remark).append('\n'));
    return out.toString();
  }

  /** What the run fails for; empty if all is well. */
  public List<String> failures() {
    return floors.judge(results).stream()
        .filter(verdict -> !verdict.isMet())
        .map(Floors.Verdict::toString)
        .toList();
  }
}
