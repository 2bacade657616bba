package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.belfry.it.client.Bell;
import org.belfry.it.client.Chromium;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.Session;
import org.belfry.it.client.Tab;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People sign out and in while pages are open: what is one person's is never shown to another. */
class SigningOutIT extends BrowserIT {

  private static final Path SCREENSHOT = Path.of("target/screenshots/bell-signed-out.png");

  private final String ada = someone();
  private final String bob = someone();
  private Session session;

  @BeforeEach
  void signIn() {
    session = Session.of(context, api()).is(ada);
  }

  private Tab tab() {
    return Tab.open(context, api());
  }

  private long connections(String user) {
    var presence = api().get("/api/v1/users/" + user + "/presence", api().senderKey()).body();
    return presence.get("connections").asLong();
  }

  private static final String NOTHING =
      "() => belfry.user === null && belfry.counts.unread === 0 && list.items.length === 0";

  private Tab withList(Tab tab) {
    tab.evaluate("window.list = belfry.inbox.list(); list.more()");
    return tab.await("() => list.isLoaded");
  }

  @Test
  void a_page_that_comes_back_as_it_was_asks_who_is_signed_in_before_it_shows_anything() {
    send("for ada", ada);
    var tab = withList(tab().followSession().awaitLive());
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))");
    LiveSocket.until("no connection is held", () -> connections(ada) == 0);
    session.is(null);
    send("more for ada", ada);
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");
    tab.awaitState("stopped").await(NOTHING);
    assertThat(tab.states()).containsSubsequence("live", "connecting", "token");
    assertThat(tab.heads("notification")).isEmpty();
    session.is(bob);
    send("for bob", bob);
    tab.look().awaitLive().awaitCounts(1, 1).await("() => list.items[0]?.title === 'for bob'");
    assertThat(tab.users()).containsExactly(ada, null, bob);
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))");
    tab.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))");
    tab.awaitLive().awaitCounts(1, 1).await("() => list.items[0]?.title === 'for bob'");
  }

  @Test
  void back_after_signing_out_shows_nothing_of_who_was_there() {
    send("for ada", ada);
    try (var keeping = Chromium.launchKeepingPages();
        var kept = keeping.browser().newContext()) {
      var signedIn = Session.of(kept, api()).is(ada);
      var tab = withList(Tab.open(kept, api()).followSession().awaitLive());
      tab.page().navigate(api().base() + "/health/live");
      LiveSocket.until("no connection is held", () -> connections(ada) == 0);
      signedIn.is(null);
      send("more for ada", ada);
      tab.page().evaluate("() => history.back()");
      tab.await("() => window.events?.length && location.pathname.endsWith('/test')");
      tab.awaitState("stopped").await(NOTHING);
      assertThat(tab.heads("notification")).isEmpty();
      assertThat(connections(ada)).isZero();
    }
  }

  @Test
  void a_page_that_has_slept_asks_who_is_signed_in() {
    send("for ada", ada);
    var tab = tab();
    tab.page().clock().install();
    withList(tab.followSession().awaitLive());
    session.is(null);
    tab.page().clock().fastForward("10:00");
    tab.awaitState("stopped").await(NOTHING);
    LiveSocket.until("no connection is held", () -> connections(ada) == 0);
  }

  @Test
  void where_nobody_is_signed_in_any_more_nothing_is_shown_until_somebody_is() {
    send("for ada", ada);
    session.tokensLast(4);
    var tab = withList(tab().followSession().awaitLive());
    session.is(null);
    tab.awaitState("stopped").await(NOTHING);
    assertThat(tab.states()).endsWith("token");
    var asked = session.asked();
    tab.look().await("() => events.filter(e => e.reason === 'token').length === 2");
    assertThat(session.asked()).isEqualTo(asked + 1);
    session.is(ada);
    tab.look().awaitLive().awaitCounts(1, 1).await("() => list.items.length === 1");
    assertThat(tab.users()).containsExactly(ada, null, ada);
  }

  @Test
  void a_token_of_another_user_starts_afresh_as_that_user() {
    send("for ada", ada);
    session.tokensLast(4);
    var tab = withList(tab().followSession().awaitLive());
    var other = withList(tab().followSession().awaitLive());
    send("one for bob", bob);
    send("two for bob", bob);
    session.is(bob).tokensLast(3600);
    for (var page : List.of(tab, other)) {
      page.await("() => belfry.user === '" + bob + "' && list.items.length === 2");
      page.awaitLive().awaitCounts(2, 2);
      assertThat(page.states()).doesNotContain("not-allowed");
    }
    assertThat(tab.heads("reset")).isNotEmpty();
    LiveSocket.until("ada has none", () -> connections(ada) == 0);
    session.is(ada);
    tab.evaluate("belfry.close(); belfry.connect()");
    tab.awaitLive().awaitCounts(1, 1).await("() => list.items[0]?.title === 'for ada'");
    tab.page().evaluate("token => belfry.refresh(token)", api().token(bob));
    tab.await("() => belfry.user === '" + bob + "'").awaitLive().awaitCounts(2, 2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void signing_out_is_told_to_all_tabs(boolean share) {
    send("for ada", ada);
    var tab = withList(tab().followSession("share", share).awaitLive());
    var other = withList(tab().followSession("share", share).awaitLive());
    var given = withList(tab().follow(api().token(ada), "share", share).awaitLive());
    session.is(null);
    tab.evaluate("belfry.signOut()");
    for (var page : List.of(tab, other, given)) {
      page.awaitState("stopped").await(NOTHING);
      assertThat(page.states()).endsWith("token");
    }
    LiveSocket.until("no connection is held", () -> connections(ada) == 0);
    assertThat(tab.evaluate("Object.keys(localStorage).filter(k => k.includes('" + ada + "'))"))
        .isEqualTo(List.of());
    given.evaluate("belfry.connect()");
    given.await("() => events.filter(e => e.reason === 'token').length === 2");
    session.is(bob);
    tab.evaluate("belfry.connect()");
    tab.awaitLive();
    assertThat(tab.evaluate("belfry.user")).isEqualTo(bob);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "poll"})
  void connections_that_the_back_end_ends_ask_it_who_is_signed_in(String transport) {
    var connections = "/api/v1/users/" + ada + "/connections";
    send("for ada", ada);
    var tab = withList(tab().followSession("transports", List.of(transport)).awaitLive());
    LiveSocket.until("known", () -> connections(ada) == 1);
    api().call("DELETE", connections, api().senderKey(), null);
    while (session.asked() < 2) {
      tab.page().waitForTimeout(20);
    }
    tab.awaitLive().awaitCounts(1, 1).await("() => list.items.length === 1");
    session.is(null);
    LiveSocket.until("known", () -> connections(ada) == 1);
    api().call("DELETE", connections, api().senderKey(), null);
    tab.awaitState("stopped").await(NOTHING);
    assertThat(tab.states()).endsWith("token");
  }

  @Test
  void what_is_no_token_means_that_nobody_is_signed_in_and_is_sent_nowhere() {
    var html = "<!doctype html><title>Sign in</title><p>Please.secret.words</p>";
    var sent = new ArrayList<String>();
    context.onRequest(request -> sent.add(request.url() + request.headers()));
    var to = Map.of("Location", "/sign-in");
    for (var answer : List.of(302, html, "", "{\"token\":null}", "{\"error\":", "a.b.c", "null")) {
      var warned = new ArrayList<String>();
      var tab = tab();
      tab.page().onConsoleMessage(message -> note(warned, message));
      if (answer instanceof Integer status) {
        session.answers(status, "", to);
      } else {
        session.answers(200, (String) answer, Map.of("Content-Type", "text/html"));
      }
      tab.followSession().awaitState("stopped");
      assertThat(tab.states()).as("%s", answer).containsExactly("connecting", "token");
      tab.look().await("() => events.filter(e => e.reason === 'token').length === 2");
      var isSaid = answer.equals("") || answer.equals("{\"token\":null}");
      assertThat(warned).as("%s", answer).hasSize(isSaid ? 0 : 1);
      session.is(ada);
      tab.look().awaitLive();
      tab.page().close();
      session.is(null);
    }
    assertThat(sent).noneMatch(it -> it.contains("secret") || it.contains("sign-in"));
  }

  private static void note(List<String> warned, ConsoleMessage message) {
    if (message.type().equals("warning")) {
      warned.add(message.text());
    }
  }

  @Test
  void a_back_end_that_hangs_is_waited_for_fifteen_seconds_and_asked_again() {
    session.hangs();
    var tab = tab();
    tab.page().clock().install();
    tab.followSession().awaitState("connecting");
    tab.page().clock().runFor(14_000);
    assertThat(tab.states()).containsExactly("connecting");
    tab.page().clock().runFor(1_500);
    tab.awaitState("waiting");
    session.is(ada);
    tab.page().clock().runFor(2_000);
    tab.awaitLive();
  }

  @Test
  void the_bell_shows_nothing_of_who_has_signed_out() {
    send("for ada", ada);
    var bell = Bell.open(context, api(), "", "token-url='" + Session.TOKEN_URL + "'", "");
    bell.awaitBadge("1");
    send("a toast", ada);
    Bell.expect(bell.toasts()).hasCount(1);
    bell.show();
    Bell.expect(bell.items()).hasCount(2);
    bell.page().keyboard().press("Escape");
    session.is(null);
    bell.page().evaluate("document.querySelector('belfry-bell').signOut()");
    bell.awaitBadge("");
    Bell.expect(bell.toasts()).hasCount(0);
    // nor is it left in the page while the list is closed
    assertThat(bell.page().evaluate("document.querySelector('belfry-bell').shadowRoot.textContent"))
        .asString()
        .doesNotContain("for ada");
    bell.show();
    Bell.expect(bell.items()).hasCount(0);
    Bell.expect(bell.page().getByText("Please sign in again.")).isVisible();
    Bell.expect(bell.page().getByRole(AriaRole.ALERT)).isHidden();
    bell.page().screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOT));
    session.is(bob);
    send("for bob", bob);
    bell.page().evaluate("dispatchEvent(new Event('focus'))");
    bell.awaitBadge("1");
    Bell.expect(bell.item("for bob")).isVisible();
    Bell.expect(bell.items()).hasCount(1);
    Bell.expect(bell.page().getByText("Please sign in again.")).isHidden();
  }
}
