package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.belfry.it.client.Bell.expect;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.belfry.it.client.Bell;
import org.belfry.it.client.FrameworkPages;
import org.belfry.it.client.LiveSocket;
import org.belfry.it.client.ReactPage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A bell that Vue keeps alive, that Turbo and htmx take over from page to page, and that React
 * takes over from a server: in the real libraries.
 */
@Tag("pages")
class BellInFrameworksIT extends BrowserIT {

  private final String user = someone();
  private FrameworkPages pages;
  private int sent;

  @BeforeEach
  void serve() {
    pages = FrameworkPages.in(context, api());
    sent = 0;
  }

  private void note() {
    send("n" + sent++, user);
  }

  /** Right counts at once, each item once, one connection, and nothing to complain of. */
  private void goesOn(Bell bell) {
    bell.awaitLive();
    note();
    bell.awaitBadge("" + sent);
    bell.show();
    isWhole(bell);
    bell.page().keyboard().press("Escape");
    expect(bell.dialog()).isHidden();
    LiveSocket.until("one connection", () -> connections(bell.page()) == 1);
    assertThat(pages.complaints()).isEmpty();
    assertThat(FrameworkPages.isTheSame(bell.page())).isTrue();
  }

  /** Each item is there, and is there once. */
  private void isWhole(Bell bell) {
    expect(bell.items()).hasCount(sent);
    for (var n = 0; n < sent; n++) {
      expect(bell.page().getByText("n" + n, exactly())).hasCount(1);
      expect(bell.page().getByText("n" + n, exactly())).isVisible();
    }
  }

  private static Page.GetByTextOptions exactly() {
    return new Page.GetByTextOptions().setExact(true);
  }

  private long connections(Page page) {
    page.waitForTimeout(20); // lets the page be answered meanwhile
    var presence = api().get("/api/v1/users/" + user + "/presence", api().senderKey()).body();
    return presence.get("connections").asLong();
  }

  /** Follows a link of the page, as far as that page is there. */
  private static void follow(Page page, String name) {
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name)).click();
    arrived(page, name);
  }

  private static void arrived(Page page, String name) {
    expect(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name))).isVisible();
  }

  @ParameterizedTest
  @ValueSource(strings = {"own", "given", "from a server"})
  void vue_puts_a_view_away_and_shows_it_again(String kind)
      throws IOException, InterruptedException {
    var script = Path.of("src/test/js/pages/vue.mjs");
    var html = kind.equals("from a server") ? FrameworkPages.rendered(script) : "";
    var gaps = Map.of("token", api().token(user), "html", html);
    pages.script(script).serve("vue.html", gaps, "vue");
    note();
    var bell = pages.open("vue" + (kind.equals("own") ? "?own" : ""));
    var page = bell.page();
    goesOn(bell);
    for (var i = 0; i < 2; i++) {
      page.evaluate("show('other')");
      expect(bell.button()).hasCount(0);
      note();
      page.evaluate("show('mail')");
      goesOn(bell);
    }
    page.evaluate(
        "async () => { for (let i = 0; i < 25; i++) await show(i % 2 ? 'other' : 'mail') }");
    goesOn(bell);
    page.evaluate("show('other'), new Promise(resolve => setTimeout(resolve, 300))");
    if (kind.equals("own")) {
      LiveSocket.until("no connection", () -> connections(page) == 0);
    }
    page.evaluate("app.unmount()");
    assertThat(pages.complaints()).isEmpty();
  }

  /** There and back, by links and by the browser's own buttons. */
  private void goAbout(Bell bell) {
    var page = bell.page();
    goesOn(bell);
    follow(page, "two");
    goesOn(bell);
    follow(page, "one");
    note();
    goesOn(bell);
    follow(page, "two");
    follow(page, "one");
    page.goBack();
    arrived(page, "two");
    goesOn(bell);
    page.goBack();
    arrived(page, "one");
    page.goForward();
    arrived(page, "two");
    goesOn(bell);
    PlaywrightAssertions.assertThat(page).hasTitle("(" + sent + ") two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "data-turbo-permanent"})
  void turbo_goes_from_page_to_page(String attributes) {
    var gaps = Map.of("token", api().token(user), "attributes", attributes);
    pages.serve("turbo.html", gaps, "one", "two");
    note();
    var bell = pages.open("one");
    var page = bell.page();
    page.evaluate("window.first = document.querySelector('belfry-bell')");
    page.evaluate("window.states = []; first.belfry.on('state', s => states.push(s.state))");
    goAbout(bell);
    if (!attributes.isEmpty()) {
      assertThat(page.evaluate("first === document.querySelector('belfry-bell')")).isEqualTo(true);
      assertThat(page.evaluate("states")).isEqualTo(List.of());
    }
    // the page is made anew and only its differences are taken over
    bell.show();
    isWhole(bell);
    page.evaluate(
        "() => { const over = new Promise(resolve => addEventListener('turbo:render', resolve));"
            + " Turbo.session.refresh(location.href); return over; }");
    isWhole(bell);
    page.keyboard().press("Escape");
    goesOn(bell);
  }

  @ParameterizedTest
  @CsvSource({
    "htmx.org/dist/htmx.js, innerHTML, ''",
    "htmx.org/dist/htmx.js, innerMorph, ''",
    "htmx-2/dist/htmx.js, innerHTML, ''",
    "htmx-2/dist/htmx.js, innerHTML, hx-preserve",
  })
  void htmx_goes_from_page_to_page(String library, String swap, String attributes) {
    var gaps = Map.of("library", library, "swap", swap, "attributes", attributes);
    var all = new HashMap<>(gaps);
    all.put("token", api().token(user));
    pages.serve("htmx.html", all, "one", "two");
    note();
    goAbout(pages.open("one"));
  }

  @Test
  void react_goes_on_with_what_a_server_has_made(@TempDir Path directory)
      throws IOException, InterruptedException {
    ReactPage.bundle(directory);
    var html = FrameworkPages.rendered(directory.resolve("server.mjs"));
    assertThat(html).contains("<belfry-bell></belfry-bell>", "<output>0<!-- --> unread</output>");
    var gaps = Map.of("token", api().token(user), "url", "" + api().base(), "html", html);
    pages.script(directory.resolve("react.js")).serve("react.html", gaps, "react");
    note();
    var bell = pages.open("react");
    goesOn(bell);
    var page = bell.page();
    page.getByText("two", exactly()).click();
    arrived(page, "other");
    note();
    expect(page.getByText(sent + " unread")).isVisible();
    page.getByText("one", exactly()).click();
    arrived(page, "mail");
    goesOn(bell);
  }
}
