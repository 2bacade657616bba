package org.belfry.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.belfry.bench.load.Ledger.Faults;

/** Every figure of a run, by measure, metric and server. */
public final class Results {

  private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();
  private final Map<String, Map<String, Faults>> faults = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();

  /** Notes a figure; of several of the same name the median counts. */
  public void add(String measure, String metric, String server, double value) {
    figures
        .computeIfAbsent(measure + "." + metric, name -> new LinkedHashMap<>())
        .computeIfAbsent(server, name -> new ArrayList<>())
        .add(value);
  }

  /** Notes what went wrong; of several notes of the same name each replaces the one before. */
  public void note(String measure, String server, Faults found) {
    faults
        .computeIfAbsent(measure, name -> new TreeMap<>())
        .merge(server, found, (before, now) -> now.all() >= before.all() ? now : before);
  }

  /** Notes something the reader has to know. */
  public void remark(String text) {
    remarks.add(text);
    System.out.println(text);
  }

  public List<String> remarks() {
    return remarks;
  }

  /** The median of a figure, if it was measured. */
  public OptionalDouble median(String name, String server) {
    var values = figures.getOrDefault(name, Map.of()).get(server);
    return values == null ? OptionalDouble.empty() : OptionalDouble.of(median(values));
  }

  private static double median(List<Double> values) {
    var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    var middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** All figures as they were noted. */
  public Map<String, Map<String, List<Double>>> figures() {
    return figures;
  }

  /** What went wrong, by measure and server. */
  public Map<String, Map<String, Faults>> faults() {
    return faults;
  }

  /** Everything that went wrong anywhere. */
  public Faults allFaults() {
    return faults.values().stream()
        .flatMap(byServer -> byServer.values().stream())
        .reduce(Faults.NONE, Faults::plus);
  }

  /** The latest figures of a measure, for somebody who watches. */
  public String latest(String measure, String server) {
    return figures.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(measure + "."))
        .filter(entry -> entry.getValue().containsKey(server))
        .map(
            entry -> {
              var values = entry.getValue().get(server);
              var metric = entry.getKey().substring(measure.length() + 1);
              return metric + " " + Numbers.plain(values.get(values.size() - 1));
            })
        .collect(Collectors.joining(", "));
  }
}
