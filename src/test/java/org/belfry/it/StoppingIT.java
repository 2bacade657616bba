package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.belfry.harness.FreePorts;
import org.belfry.harness.Launch;
import org.belfry.harness.Server;
import org.belfry.it.client.Api;
import org.belfry.it.client.Chromium;
import org.belfry.it.client.Doors;
import org.belfry.it.client.Knocking;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.NodeClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What everybody is told by a server that stops, and who comes back by himself. */
class StoppingIT {

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int PORT = FreePorts.next();

  private static final String PAGE =
      """
      <!doctype html><html lang="en"><meta charset="utf-8"><title>test</title>
      <link rel="icon" href="data:,">
      <script>
        window.follow = token => {
          window.heard = [];
          window.source = new EventSource('api/v1/live?access_token=' + token);
          source.onmessage = e => heard.push(JSON.parse(e.data));
          source.addEventListener('goodbye', e => heard.push(JSON.parse(e.data)));
        };
        window.titles = () => heard.filter(f => f.event === 'notification').map(f => f.item.title);
      </script>
      """;

  @TempDir private Path directory;
  private final String user = BelfryIT.someone();
  private final List<AutoCloseable> clients = new ArrayList<>();

  private Server start(String name) throws Exception {
    var environment = new HashMap<>(TestSurroundings.environment());
    environment.put("BELFRY_LIVE_PING_SECONDS", "1");
    return Launch.of(
            Path.of(System.getProperty("server.home")), Path.of(System.getProperty("belfry.war")))
        .in(directory.resolve(name))
        .port(PORT)
        .context("/belfry")
        .environment(environment)
        .start()
        .awaitReady(PATIENCE);
  }

  private static Api api(Server server) {
    return new Api(server.url(), TestSurroundings.SENDER_KEY);
  }

  private static Map<String, String> doors(String token) {
    return Doors.of("/belfry", token, TestSurroundings.SENDER_KEY);
  }

  /** Also to who was connected before: what is answered last must not be another's 404. */
  @Test
  void a_server_that_stops_sends_everybody_away_at_every_door_and_event_sources_come_back()
      throws Exception {
    String log;
    Server stopping = start("stopping");
    Page page;
    try (var running = stopping) {
      var api = api(running);
      var token = api.token(user);
      closeTabs(api);
      clients.add(LiveSocket.connect(api, token, "").awaitCaughtUp()::abort);
      page = browser(api, token);
      var sources = sources(api, token);
      api.send(BelfryIT.note("before", List.of(user)));
      awaitAll(sources, page, List.of("before"));

      try (var knocking = Knocking.at(running.url(), doors(token))) {
        LiveSocket.until("all doors", knocking::isAnsweredEverywhere);
        knocking.answers();
        running.stop();
        assertSentAway(knocking.answers());
      }
      log = Files.readString(running.log());
      try (var knocking = Knocking.at(running.url(), doors(token));
          var again = start("again")) {
        LiveSocket.until("all doors", knocking::isAnsweredEverywhere);
        assertThat(knocking.answers())
            .as("what a server says that starts")
            .allSatisfy(a -> assertThat(a.status()).isIn(101, 200, 201, 503));
        api(again).send(BelfryIT.note("after", List.of(user)));
        awaitAll(sources, page, List.of("before", "after"));
      }
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
    assertThat(log).doesNotContain("UT005088").doesNotContainPattern("(?m)^\\S+ ERROR");
  }

  /** As when tabs are closed: nobody says goodbye, and the next ping finds nobody. */
  private void closeTabs(Api api) throws Exception {
    var token = api.token(user);
    try (var tabs = Knocking.at(api.base(), Map.of("stream", doors(token).get("stream")))) {
      LiveSocket.until("streams that were closed", () -> tabs.count() > 60);
    }
    LiveSocket.until(
        "all of them gone",
        () -> {
          var presence = "/api/v1/users/" + user + "/presence";
          return api.get(presence, api.senderKey()).body().get("connections").asInt() == 0;
        });
  }

  private static void assertSentAway(List<Knocking.Answer> answers) {
    assertThat(answers).allSatisfy(a -> assertThat(a.status()).isIn(101, 200, 201, 503));
    var refused = answers.stream().filter(a -> a.status() == 503).toList();
    var byDoor =
        refused.stream()
            .collect(Collectors.groupingBy(Knocking.Answer::door, Collectors.counting()));
    for (var door : List.of("counts", "send", "client", "ready", "websocket", "socket.io")) {
      assertThat(byDoor.get(door)).as(door + " among " + byDoor).isGreaterThan(3);
    }
    assertThat(refused)
        .allSatisfy(
            a -> {
              assertThat(a.has("Connection: close")).as(a.toString()).isTrue();
              var isHealth = a.door().startsWith("ready");
              assertThat(isHealth || a.has("Retry-After: ")).as(a.toString()).isTrue();
              assertThat(a.body()).contains(isHealth ? "DOWN" : "\"restarting\"");
            });
    var streams = answers.stream().filter(a -> a.door().startsWith("stream")).toList();
    assertThat(streams).allSatisfy(a -> assertThat(a.status()).isEqualTo(200));
    assertThat(streams.stream().filter(a -> a.has("Content-Length")))
        .hasSizeGreaterThan(3)
        .allSatisfy(
            a ->
                assertThat(a.body())
                    .matches("(?s)retry: \\d{4,5}\nevent: goodbye\ndata: .*4000.*"));
  }

  private Page browser(Api api, String token) {
    if (!Chromium.isThere()) {
      return null;
    }
    var chromium = Chromium.launch();
    clients.add(chromium);
    var page = chromium.browser().newPage();
    page.route(
        api.base() + "/test",
        route ->
            route.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody(PAGE)));
    page.navigate(api.base() + "/test");
    page.evaluate("token => follow(token)", token);
    return page;
  }

  private List<NodeClient> sources(Api api, String token) {
    if (!NodeClient.isThere()) {
      return List.of();
    }
    var url = api.base() + "/api/v1/live?access_token=" + token;
    var sources =
        NodeClient.EVENT_SOURCES.stream()
            .map(library -> NodeClient.eventSource(library, url))
            .toList();
    clients.addAll(sources);
    return sources;
  }

  private static void awaitAll(List<NodeClient> sources, Page page, List<String> titles) {
    for (var source : sources) {
      LiveSocket.until("a source that has " + titles, () -> titlesOf(source).equals(titles));
    }
    if (page != null) {
      LiveSocket.until("the browser has " + titles, () -> titles.equals(page.evaluate("titles()")));
    }
  }

  private static List<String> titlesOf(NodeClient source) {
    return source.events("notification").stream()
        .map(line -> line.at("/2/item/title").asText())
        .toList();
  }
}
