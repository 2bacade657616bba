package org.belfry.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Metrics, their documents, the dashboard and the alerts speak of the same things. */
class MonitoringTest {

  private static final Pattern METER =
      Pattern.compile("(?:counter|gauge|timer|builder)\\( ?\"(belfry\\.[a-z.-]+)\"");

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String sources() throws IOException {
    var sources = new StringBuilder();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        sources.append(Files.readString(file).replaceAll("\\s+", " "));
      }
    }
    return sources.toString();
  }

  private static String exposed(String meter) {
    return meter.replaceAll("[.-]", "_");
  }

  @Test
  void every_metric_has_its_help_and_its_line_in_the_guide() throws IOException {
    var meters =
        METER.matcher(sources()).results().map(m -> m.group(1)).collect(Collectors.toSet());
    assertThat(meters).hasSizeGreaterThan(30);
    assertThat(MetricCatalog.HELP.keySet()).containsAll(meters).allMatch(meters::contains);
    var guide = found("`(belfry_[a-z_]+)`", Files.readString(Path.of("docs/operating.md")));
    for (var meter : MetricCatalog.HELP.keySet()) {
      assertThat(guide)
          .as("docs/operating.md has " + meter)
          .anyMatch(name -> name.matches(exposed(meter) + "(_total|_seconds)?"));
    }
  }

  @Test
  void every_event_of_the_log_is_documented_and_no_other() throws IOException {
    var events = found("(?:\"event=|LogEvent ?\\. ?of\\( ?\")([a-z-]+)", sources());
    assertThat(events).hasSizeGreaterThan(25);
    var rows =
        Files.readString(Path.of("docs/log.md"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|")[1])
            .collect(Collectors.joining(" "));
    assertThat(found("`([a-z-]+)`", rows)).isEqualTo(events);
  }

  @Test
  void a_histogram_has_fixed_buckets_and_its_help() {
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    meters.config().meterFilter(new MetricCatalog());
    meters.timer("belfry.delivery", "transport", "sse").record(Duration.ofMillis(3));
    meters.timer("belfry.append.latency").record(Duration.ofMillis(30));
    assertThat(meters.scrape())
        .contains("# HELP belfry_delivery_seconds From a POST to its frame")
        .contains("belfry_delivery_seconds_bucket{transport=\"sse\",le=\"0.002\"} 0")
        .contains("belfry_delivery_seconds_bucket{transport=\"sse\",le=\"0.005\"} 1")
        .contains("belfry_append_latency_seconds_bucket{le=\"0.05\"} 1");
  }

  @Test
  void dashboard_and_alerts_name_metrics_that_there_are() throws IOException {
    var known = new ArrayList<String>();
    MetricCatalog.HELP.keySet().forEach(meter -> known.add(exposed(meter)));
    for (var name : used()) {
      assertThat(known)
          .as(name)
          .anyMatch(
              metric -> name.matches(metric + "(_total|_seconds)?(_bucket|_sum|_count|_max)?"));
    }
  }

  /** What dashboard and alerts ask of Belfry. */
  private static Set<String> used() throws IOException {
    var dashboard = Path.of("docs/monitoring/dashboard.json").toFile();
    var expressions = new ArrayList<String>();
    new ObjectMapper()
        .readTree(dashboard)
        .findValues("expr")
        .forEach(expression -> expressions.add(expression.asText()));
    assertThat(expressions).hasSizeGreaterThan(15);
    var alerts = Files.readString(Path.of("docs/monitoring/alerts.yaml"));
    expressions.addAll(alerts.lines().filter(line -> line.contains("expr:")).toList());
    assertThat(balanced(expressions)).isTrue();
    return found("\\b(belfry_[a-z_]+)", String.join("\n", expressions));
  }

  private static boolean balanced(List<String> expressions) {
    return expressions.stream()
        .allMatch(
            text ->
                text.chars().filter(c -> c == '(').count()
                        == text.chars().filter(c -> c == ')').count()
                    && text.chars().filter(c -> c == '{').count()
                        == text.chars().filter(c -> c == '}').count());
  }
}
