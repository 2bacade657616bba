package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Test;

/** What a running server tells Prometheus. */
class MetricsIT extends BelfryIT {

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void all_that_dashboard_and_alerts_ask_for_is_there_with_its_help() throws Exception {
    var user = someone();
    var live = live(user);
    assertThat(api().send(note("measured", List.of(user))).status()).isEqualTo(201);
    live.await("notification");
    live.close();
    assertThat(api().send(Map.of("to", List.of(user))).status()).isEqualTo(400);
    LiveSocket.until("the close is counted", () -> scrape().contains("belfry_connections_closed"));
    var scrape = scrape();
    var named = found("^(belfry_[a-z_]+|(?:jvm|system)_[a-z0-9_]+)[ {]", scrape);
    var asked =
        (Files.readString(Path.of("docs/monitoring/dashboard.json"))
                + Files.readString(Path.of("docs/monitoring/alerts.yaml")))
            .lines()
            .filter(line -> line.contains("expr"))
            .collect(Collectors.joining("\n"));
    // what has never happened has no line yet
    assertThat(named)
        .containsAll(found("\\b(belfry_[a-z_]+|(?:jvm|system)_[a-z0-9_]+)(?=[\\[{) ])", asked));
    var helped = found("^# HELP (belfry_[a-z_]+) \\S", scrape);
    for (var name : named.stream().filter(name -> name.startsWith("belfry_")).toList()) {
      var metric = name.replaceAll("_(bucket|sum|count)$", "");
      assertThat(helped).as(name).containsAnyOf(metric, name);
    }
    assertThat(scrape)
        .contains("belfry_sends_total{code=\"created\"}")
        .contains("belfry_sends_total{code=\"missing-field\"}")
        .containsPattern(
            "belfry_delivery_seconds_bucket\\{transport=\"websocket\",le=\"10.0\"} [1-9]")
        .containsPattern("belfry_build_info\\{version=\"[0-9][^\"]*\"} 1")
        .contains("hikaricp_connections_active{pool=\"belfry\"}");
  }

  private String scrape() {
    return api().get("/metrics", "").response().body();
  }
}
