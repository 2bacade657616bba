package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.Tab;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code belfry.js} in a real browser. */
class ClientIT extends BrowserIT {

  private final String user = someone();

  private Tab tab() {
    return Tab.open(context, api());
  }

  private Tab live(Object... options) {
    return tab().follow(api().token(user), options).awaitLive();
  }

  private void sendMany(int count) {
    IntStream.range(0, count).forEach(i -> send("n" + i, user));
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  private long connections() {
    var presence = api().get("/api/v1/users/" + user + "/presence", api().senderKey()).body();
    return presence.get("connections").asLong();
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "poll"})
  void every_transport_tells_the_same_each_change_once_and_in_order(String transport) {
    sendMany(2);
    var tab = live("transports", List.of(transport)).awaitCounts(2, 2);
    assertThat(tab.evaluate("belfry.state.transport")).isEqualTo(transport);
    sendMany(5);
    tab.awaitHead(7).awaitCounts(7, 7);
    assertThat(tab.heads("notification")).isEqualTo(range(3, 7));
    tab.evaluate("belfry.inbox.read([3, 4])");
    tab.awaitHead(8).awaitCounts(5, 5);
    tab.evaluate("belfry.inbox.unread(3)");
    tab.awaitHead(9).awaitCounts(6, 6);
    tab.evaluate("belfry.inbox.seen(6)");
    tab.awaitHead(10).awaitCounts(6, 1);
    tab.evaluate("belfry.inbox.archive(3)");
    tab.evaluate("belfry.inbox.archive(3, false)");
    tab.evaluate("belfry.inbox.readAll(6)");
    tab.evaluate("belfry.inbox.remove([7, 7])");
    tab.awaitHead(14).awaitCounts(0, 0);
    assertThat(tab.heads("changed")).isEqualTo(range(8, 13));
    assertThat(tab.heads("removed")).containsExactly(14);
  }

  @Test
  void a_page_that_comes_back_is_told_what_it_missed_and_nothing_twice() {
    var first = live();
    sendMany(2);
    first.awaitHead(2);
    first.page().close();
    sendMany(3);
    var second = live();
    assertThat(second.heads("notification")).isEqualTo(range(3, 5));
    assertThat(second.evaluate("events.filter(e => e.replayed).length")).isEqualTo(3);
    sendMany(1);
    second.awaitHead(6);
    assertThat(second.heads("notification")).isEqualTo(range(3, 6));
    second.page().reload();
    second.follow(api().token(user)).awaitLive();
    assertThat(second.heads("notification")).isEmpty();
  }

  @Test
  void who_was_away_for_very_long_fetches_the_inbox_afresh() {
    var tab = live();
    tab.page().close();
    for (var i = 0; i < 3; i++) {
      var batch = IntStream.range(0, 400).mapToObj(n -> note("n" + n, List.of(user))).toList();
      api().post("/api/v1/notifications/batch", api().senderKey(), batch);
    }
    var back = live();
    assertThat(back.heads("reset")).containsExactly(1200);
    assertThat(back.heads("notification")).isEmpty();
    sendMany(1);
    back.awaitHead(1201).awaitCounts(1201, 1201);
  }

  @Test
  void where_websockets_are_blocked_it_falls_back_step_by_step() {
    var page = "WebSocket = function () { setTimeout(() => this.onclose({code: 1006})) }";
    context.addInitScript(page);
    var sse = live();
    assertThat(sse.evaluate("belfry.state.transport")).isEqualTo("sse");
    sse.page().close();
    context.route("**/api/v1/live?*", route -> route.fulfill(status(502)));
    var poll = live();
    assertThat(poll.evaluate("belfry.state.transport")).isEqualTo("poll");
    sendMany(1);
    poll.awaitHead(1);
  }

  private static Route.FulfillOptions status(int status) {
    return new Route.FulfillOptions().setStatus(status);
  }

  @Test
  void the_tabs_of_a_browser_share_one_connection_and_hand_it_over() {
    var first = live();
    var second = live();
    var third = live();
    LiveSocket.until("one connection", () -> connections() == 1);
    assertThat(second.evaluate("belfry.state.shared")).isEqualTo(true);
    sendMany(3);
    List.of(first, second, third).forEach(tab -> tab.awaitHead(3).awaitCounts(3, 3));
    first.page().close();
    sendMany(3);
    second.awaitHead(6);
    third.awaitHead(6).awaitLive();
    second.page().close();
    sendMany(1);
    third.awaitHead(7);
    assertThat(third.heads("notification")).isEqualTo(range(1, 7));
    LiveSocket.until("one connection", () -> connections() == 1);
  }

  @Test
  void a_tab_that_missed_what_was_told_reads_the_store() {
    var leader = live();
    var follower = live();
    leader.evaluate(
        "window.post = BroadcastChannel.prototype.postMessage,"
            + "BroadcastChannel.prototype.postMessage = () => {}, true");
    sendMany(2);
    leader.awaitHead(2);
    assertThat(follower.heads("notification")).isEmpty();
    leader.evaluate("BroadcastChannel.prototype.postMessage = post, true");
    sendMany(1);
    follower.awaitHead(3).awaitCounts(3, 3);
    assertThat(follower.heads("notification")).isEqualTo(range(1, 3));
  }

  @Test
  void a_tab_that_is_frozen_loses_the_connection_to_one_that_is_looked_at() {
    var frozen = tab();
    var name = "belfry " + api().base() + "/ " + user;
    frozen
        .page()
        .evaluate(
            "name => { navigator.locks.request(name, () => new Promise(() => {})).catch(() => {}) }",
            name);
    var tab = live();
    assertThat(tab.evaluate("belfry.state.shared")).isNull();
    sendMany(1);
    tab.awaitHead(1);
  }

  @Test
  void offline_it_pauses_and_back_online_it_is_told_what_it_missed() {
    var tab = live();
    sendMany(1);
    tab.awaitHead(1);
    context.setOffline(true);
    tab.awaitState("offline");
    sendMany(3);
    context.setOffline(false);
    tab.awaitLive().awaitHead(4).awaitCounts(4, 4);
    assertThat(tab.heads("notification")).isEqualTo(range(1, 4));
  }

  @Test
  void two_browsers_agree() {
    try (var other = chromium().browser().newContext()) {
      sendMany(3);
      var here = live();
      var there = Tab.open(other, api()).follow(api().token(user)).awaitLive();
      here.evaluate("belfry.inbox.read([1])");
      there.awaitCounts(2, 2);
      there.evaluate("belfry.inbox.readAll()");
      here.awaitCounts(0, 0);
    }
  }

  @Test
  void a_token_is_renewed_in_place() {
    context.route(
        "**/renewed-token",
        route -> route.fulfill(new Route.FulfillOptions().setBody(api().token(user, 6))));
    var tab = tab().followRenewing().awaitLive().await("() => asked >= 2");
    sendMany(1);
    tab.awaitHead(1);
    assertThat(tab.evaluate("events.filter(e => e.event === 'hello').length")).isEqualTo(1);
    assertThat(tab.states()).containsExactly("connecting", "live");
  }

  @Test
  void without_another_token_it_stops_and_goes_on_when_handed_one() {
    var tab = tab().follow(api().token(user, 3)).awaitLive().awaitState("stopped");
    assertThat(tab.states()).endsWith("token");
    sendMany(2);
    tab.page().evaluate("token => belfry.refresh(token)", api().token(user));
    tab.awaitLive().awaitHead(2);
    assertThat(tab.heads("notification")).isEqualTo(range(1, 2));
  }

  @Test
  void who_is_refused_stays_away() {
    var token = api().token(user).replaceAll("\\..{5}[^.]*$", ".of-somebody-else");
    var tab = tab().follow(token).awaitState("stopped");
    assertThat(tab.states()).endsWith("token");
    assertThat(tab.evaluate("belfry.state.code")).isEqualTo("token-invalid");
    var sender = tab().follow(api().senderKey()).awaitState("stopped");
    assertThat(sender.evaluate("belfry.state.code")).as("not even sent").isEqualTo("token-missing");
  }

  @Test
  void close_codes_are_honoured() {
    context.route(
        "**/renewed-token",
        route -> route.fulfill(new Route.FulfillOptions().setBody(api().token(user))));
    var tab = tab();
    tab.evaluate(
        "codes = [4000, 4001, 4003, 4401, 1011, 4400],"
            + "tamper((socket, data) => {"
            + " socket.tell(data);"
            + " if (data.includes('caught-up')) socket.cut(codes.shift()); })");
    tab.followRenewing().awaitState("stopped");
    assertThat(tab.evaluate("codes")).isEqualTo(List.of());
    assertThat(tab.states()).endsWith("not-understood");
    assertThat(tab.states()).filteredOn("live"::equals).hasSize(6);
    assertThat(tab.evaluate("asked")).isEqualTo(2);
  }

  @Test
  void what_comes_twice_or_late_is_not_shown() {
    var tab = tab();
    tab.evaluate(
        "tamper((socket, data) => {"
            + " socket.tell(data);"
            + " socket.tell(data);"
            + " socket.tell(data.replace('\"head\":3', '\"head\":1')); })");
    tab.follow(api().token(user)).awaitLive();
    sendMany(4);
    tab.awaitHead(4);
    assertThat(tab.heads("notification")).isEqualTo(range(1, 4));
    assertThat(tab.evaluate("belfry.counts.unread")).isEqualTo(4);
  }

  @Test
  void a_list_grows_by_pages_and_keeps_up() {
    sendMany(45);
    var tab = live();
    tab.evaluate("window.list = belfry.inbox.list({limit: 20})");
    tab.evaluate("list.more()");
    tab.await("() => list.items.length === 20 && list.hasMore");
    tab.evaluate("list.more()");
    tab.await("() => list.items.length === 40");
    sendMany(1);
    api().call("PATCH", "/api/v1/inbox/40", api().token(user), Map.of("archived", true));
    api().call("DELETE", "/api/v1/inbox/41", api().token(user), null);
    api().call("PATCH", "/api/v1/inbox/42", api().token(user), Map.of("read", true));
    tab.awaitHead(49);
    assertThat(tab.evaluate("list.items.map(i => i.seq).slice(0, 7)"))
        .isEqualTo(List.of(46, 45, 44, 43, 42, 39, 38));
    assertThat(tab.evaluate("list.items.find(i => i.seq === 42).read")).isEqualTo(true);
    api().call("PATCH", "/api/v1/inbox/40", api().token(user), Map.of("archived", false));
    tab.await("() => list.items.some(i => i.seq === 40 && i.title === 'n39')");
    tab.evaluate("list.more()");
    tab.await("() => list.items.length === 45 && !list.hasMore");
  }

  @Test
  void the_client_is_served_so_that_browsers_ask_whether_it_has_changed() {
    var answer = api().call("GET", "/client/belfry.js", null, null);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("javascript");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(answer.header("ETag")).startsWith("\"");
    var again =
        api().call("GET", "/client/belfry.js", null, null, "If-None-Match", answer.header("ETag"));
    assertThat(again.status()).isEqualTo(304);
    var never = "Fri, 01 Jan 2100 00:00:00 GMT";
    var changed = new String[] {"If-None-Match", "\"old\"", "If-Modified-Since", never};
    var fresh = api().call("GET", "/client/belfry.js", null, null, changed);
    assertThat(fresh.status()).as("the date of a reproducible build tells nothing").isEqualTo(200);
    assertThat(api().call("GET", "/client/package.json", null, null).status()).isEqualTo(404);
    var tag = answer.header("ETag").replaceFirst("\"$", "-gzip\"");
    for (var accepted : List.of("gzip;q=0, br", "*", "x-gzip")) {
      var plain = new String[] {"If-None-Match", tag, "Accept-Encoding", accepted};
      assertThat(api().call("GET", "/client/belfry.js", null, null, plain).header("ETag"))
          .isEqualTo(answer.header("ETag"));
    }
    var compressed =
        new String[] {"If-None-Match", "W/" + tag, "Accept-Encoding", "br, gzip;q=0.5"};
    var unchanged = api().call("GET", "/client/belfry.js", null, null, compressed);
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(unchanged.header("ETag")).isEqualTo(tag);
    assertThat(unchanged.header("Vary")).isEqualTo("Accept-Encoding");
  }
}
