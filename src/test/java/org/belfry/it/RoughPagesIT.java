package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.belfry.it.client.Tab;
import org.junit.jupiter.api.Test;

/** The client in pages that are rougher than a test page, and what it knows of the inbox there. */
class RoughPagesIT extends BrowserIT {

  private static final Pattern PAGES = Pattern.compile(".*/api/v1/inbox\\?.*");

  private final String user = someone();

  private Tab tab() {
    return Tab.open(context, api());
  }

  private Tab live(Object... options) {
    return tab().follow(api().token(user), options).awaitLive();
  }

  private void sendMany(int count) {
    for (var sent = 0; sent < count; sent += 500) {
      var first = sent;
      var batch =
          IntStream.range(0, Math.min(500, count - sent))
              .mapToObj(n -> note("n" + (first + n), List.of(user)))
              .toList();
      api().post("/api/v1/notifications/batch", api().senderKey(), batch);
    }
  }

  private static List<String> warnings(Page page) {
    var warnings = new ArrayList<String>();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("warning")) {
            warnings.add(message.text());
          }
        });
    return warnings;
  }

  @Test
  void where_the_browser_denies_what_tabs_share_it_goes_on_without_sharing() {
    var locks = "navigator.locks.request = () => Promise.reject(new DOMException('', '%s'));";
    var channel =
        "BroadcastChannel = class { constructor() { throw new DOMException('', '%s') } };";
    var storage =
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', '%s') }});";
    for (var denied : List.of(locks, channel, storage, locks + channel + storage)) {
      var tab = tab();
      tab.page().evaluate("() => {" + denied.replace("%s", "SecurityError") + "}");
      tab.follow(api().token(user)).awaitLive();
      assertThat(tab.evaluate("belfry.once('a sound')")).isEqualTo(true);
      tab.page().close();
    }
  }

  @Test
  void in_a_frame_that_is_shut_off_it_says_why_it_is_not_live() {
    context.route(
        api().base() + "/frames",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("text/html")
                    .setBody(
                        "<iframe sandbox='allow-scripts' srcdoc=\"<script type=module>"
                            + "import {Belfry} from '"
                            + api().base()
                            + "/client/belfry.js';"
                            + "new Belfry({token: '"
                            + api().token(user)
                            + "'}).on('state', s => parent.postMessage(s, '*'))"
                            + "</script>\"></iframe>"
                            + "<script>onmessage = e => (window.states ??= []).push(e.data.state)"
                            + "</script>")));
    var page = context.newPage();
    var warnings = warnings(page);
    page.navigate(api().base() + "/frames");
    page.waitForFunction("() => window.states?.includes('waiting')");
    assertThat(warnings).singleElement().asString().contains("refuses pages of null");
  }

  @Test
  void what_the_browser_knows_of_the_network_is_a_hint() {
    var tab = tab();
    tab.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => false})");
    tab.follow(api().token(user)).awaitLive();
    tab.evaluate("dispatchEvent(new Event('offline'))");
    sendMany(1);
    tab.awaitHead(1);
    assertThat(tab.states()).containsExactly("connecting", "live");
  }

  @Test
  void a_socket_that_died_without_a_word_is_noticed_when_somebody_looks() {
    var tab = tab();
    tab.evaluate(
        "tamper((socket, data) => { window.first ??= socket;"
            + " if (socket !== first || !window.dead) socket.tell(data); })");
    tab.follow(api().token(user)).awaitLive();
    tab.evaluate("window.dead = true");
    sendMany(1);
    tab.evaluate("window.since = performance.now()");
    tab.look().await("() => (dispatchEvent(new Event('focus')), belfry.head === 1)");
    assertThat(((Number) tab.evaluate("performance.now() - since")).doubleValue()).isLessThan(6000);
  }

  @Test
  void a_tab_that_is_looked_at_does_not_rely_on_one_whose_connection_has_died() {
    var leader = tab();
    leader.evaluate("tamper((socket, data) => window.dead ? null : socket.tell(data))");
    leader.follow(api().token(user)).awaitLive();
    var tab = live();
    assertThat(tab.evaluate("belfry.state.shared")).isEqualTo(true);
    // hidden for long, its timers are late
    leader.evaluate("window.dead = true, window.setTimeout = () => 0");
    sendMany(1);
    tab.look().awaitHead(1).awaitCounts(1, 1);
    sendMany(1);
    tab.awaitHead(2).awaitCounts(2, 2).awaitLive();
    assertThat(tab.heads("notification")).containsExactly(1, 2);
  }

  @Test
  void who_makes_the_page_is_told_what_only_they_can_mend() {
    var wrong = tab();
    var warnings = warnings(wrong.page());
    context.route(
        "**/elsewhere/**",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("text/html").setBody("<!doctype html>")));
    wrong.follow(api().token(user), "url", api().base() + "/elsewhere/").awaitState("waiting");
    wrong.await("() => events.filter(e => e.state === 'waiting').length === 2");
    assertThat(warnings).singleElement().asString().contains("/elsewhere/ is not Belfry");

    context.route("https://refused.example/test", Tab::fulfil);
    context.route(
        "https://refused.example/client/**",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setResponse(
                        route.fetch(
                            new Route.FetchOptions()
                                .setUrl(
                                    route
                                        .request()
                                        .url()
                                        .replace("https://refused.example", "" + api().base()))))));
    var page = context.newPage();
    var refusals = warnings(page);
    page.navigate("https://refused.example/test");
    page.waitForFunction("() => window.start");
    page.evaluate(
        "([token, url]) => start(token, {url, transports: ['poll']})",
        List.of(api().token(user), "" + api().base()));
    page.waitForFunction("() => belfry.state.state === 'waiting'");
    assertThat(refusals).singleElement().asString().contains("belfry.origins");
  }

  @Test
  void events_and_fields_that_it_does_not_know_are_passed_over() {
    var tab = tab();
    tab.evaluate(
        "tamper((socket, data) => {"
            + " socket.tell(JSON.stringify({event: 'sparkled', head: 1e6, epoch: 'x'}));"
            + " socket.tell(JSON.stringify({event: 'toString'}));"
            + " socket.tell(data.replace('{', '{\"sparkles\":[1],\"unknown\":null,')); })");
    tab.follow(api().token(user)).awaitLive();
    var other = live();
    sendMany(2);
    for (var one : List.of(tab, other)) {
      one.awaitHead(2).awaitCounts(2, 2);
      assertThat(one.heads("notification")).containsExactly(1, 2);
      assertThat(one.evaluate("belfry.head")).isEqualTo(2);
    }
  }

  @Test
  void a_page_that_arrives_late_does_not_overwrite_what_is_newer() {
    sendMany(5);
    var tab = live();
    tab.evaluate(
        "window.list = belfry.inbox.list(); window.archive = belfry.inbox.list({state: 'archived'})");
    var held = new ArrayList<Runnable>();
    context.route(
        PAGES,
        route -> {
          var answer = route.fetch(); // of now, and handed over later
          held.add(() -> route.fulfill(new Route.FulfillOptions().setResponse(answer)));
        });
    tab.page().evaluate("() => { list.more(); archive.more() }");
    while (held.size() < 2) {
      tab.page().waitForTimeout(20);
    }
    tab.evaluate("belfry.inbox.read(2)");
    tab.evaluate("belfry.inbox.archive(3)");
    tab.evaluate("belfry.inbox.remove(4)");
    tab.evaluate("belfry.inbox.seen(1)");
    sendMany(1);
    tab.awaitHead(10);
    context.unroute(PAGES);
    held.forEach(Runnable::run);
    tab.await("() => list.isLoaded && archive.isLoaded");
    assertThat(tab.evaluate("list.items.map(i => [i.seq, i.read, i.seen].join())"))
        .isEqualTo(List.of("10,false,false", "5,false,false", "2,true,true", "1,false,true"));
    tab.await("() => archive.items.map(i => i.seq).join() === '3'");
  }

  @Test
  void many_items_are_acted_on_with_few_requests_and_all_of_them() {
    sendMany(450);
    var tab = live();
    var requests = new HashMap<String, Integer>();
    tab.page().onRequest(request -> count(requests, request));
    tab.evaluate("belfry.inbox.archive([1, 99_999, 3, 4])");
    tab.awaitCounts(447, 447);
    tab.evaluate("Promise.all(Array.from({length: 400}, (_, i) => belfry.inbox.archive(i + 5)))");
    tab.awaitCounts(47, 47);
    assertThat(requests).containsOnly(Map.entry("archive", 2));
    tab.evaluate("Promise.all(Array.from({length: 300}, (_, i) => belfry.inbox.seen(i + 1)))");
    tab.evaluate("belfry.inbox.readAll()");
    tab.awaitCounts(0, 0);
  }

  private static void count(Map<String, Integer> requests, Request request) {
    if (request.method().equals("POST")) {
      requests.merge(request.url().replaceAll(".*/", ""), 1, Integer::sum);
    }
  }

  @Test
  void a_list_that_was_never_opened_keeps_nothing_and_one_that_was_not_everything() {
    var tab = live("transports", List.of("websocket"));
    tab.evaluate(
        "window.list = belfry.inbox.list(); window.open = belfry.inbox.list(); open.more()");
    sendMany(2000);
    tab.awaitHead(2000).awaitCounts(2000, 2000);
    assertThat(tab.evaluate("list.items.length")).isEqualTo(0);
    assertThat(tab.evaluate("open.items.length"))
        .isIn(IntStream.range(500, 1001).boxed().toArray());
    tab.evaluate("list.more()");
    assertThat(tab.evaluate("list.items.length")).isEqualTo(20);
    tab.evaluate("window.kept = open.items.length, open.more()");
    assertThat(tab.evaluate("open.items.length - kept")).isEqualTo(20);
    assertThat(tab.evaluate("open.items.every((item, i) => item.seq === 2000 - i)"))
        .isEqualTo(true);
  }

  @Test
  void the_time_is_that_of_the_server() {
    var tab = tab();
    tab.page().clock().install();
    tab.page().clock().setSystemTime(Instant.now().plusSeconds(3 * 3600).toEpochMilli());
    tab.follow(api().token(user)).awaitLive();
    tab.evaluate("belfry.inbox.page()");
    var now = ((Number) tab.evaluate("belfry.now")).longValue();
    assertThat(now - System.currentTimeMillis()).isBetween(-20_000L, 20_000L);
  }
}
