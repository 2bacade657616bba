package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.belfry.it.client.Bell.expect;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.belfry.it.client.Bell;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code <belfry-bell>} as a person meets it. */
@Tag("pages")
class BellIT extends BrowserIT {

  private static final Path AXE = Path.of("src/main/client/node_modules/axe-core/axe.min.js");

  private final String user = someone();

  private Bell bell() {
    return Bell.open(context, api(), api().token(user));
  }

  private void sendMany(int count) {
    var batch = IntStream.range(0, count).mapToObj(n -> note("n" + n, List.of(user))).toList();
    api().post("/api/v1/notifications/batch", api().senderKey(), batch);
  }

  private int count(String name) {
    return api().get("/api/v1/inbox/counts", api().token(user)).body().get(name).asInt();
  }

  @Test
  void it_counts_live_and_after_a_reload() {
    sendMany(2);
    var bell = bell().awaitBadge("2");
    sendMany(1);
    bell.awaitBadge("3");
    bell.page().reload();
    bell.awaitBadge("3");
    expect(bell.button()).hasAttribute("aria-label", "Notifications, 3 unread");
    sendMany(97);
    bell.awaitBadge("99+");
    api().post("/api/v1/inbox/read", api().token(user), Map.of("upTo", 100));
    bell.awaitBadge("");
  }

  @Test
  void a_click_reads_an_item_and_goes_where_it_leads() {
    api().send(note("linked", List.of(user), "body", "the body", "link", "#there"));
    send("plain", user);
    var bell = bell().show();
    expect(bell.items()).hasCount(2);
    expect(bell.items().first()).containsText("plain");
    bell.page().getByRole(AriaRole.BUTTON, named("plain")).click();
    bell.awaitBadge("1");
    bell.page().getByRole(AriaRole.LINK, named("linked")).click();
    bell.awaitBadge("");
    expect(bell.dialog()).isHidden();
    assertThat(bell.page().url()).endsWith("#there");
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  @Test
  void what_was_before_somebody_for_a_second_is_seen() {
    sendMany(2);
    var bell = bell();
    assertThat(count("unseen")).isEqualTo(2);
    bell.show();
    LiveSocket.until("seen", () -> count("unseen") == 0);
    sendMany(1);
    expect(bell.items()).hasCount(3);
    LiveSocket.until("seen", () -> count("unseen") == 0);
    assertThat(count("unread")).isEqualTo(3);
  }

  @Test
  void all_that_is_shown_is_marked_as_read_and_archived_items_move() {
    sendMany(3);
    var bell = bell().show();
    bell.page().getByText("Mark all as read").click();
    bell.awaitBadge("");
    bell.item("n1").hover();
    bell.item("n1").getByLabel("Archive").click();
    expect(bell.items()).hasCount(2);
    bell.page().getByText("Archive", new Page.GetByTextOptions().setExact(true)).click();
    expect(bell.items()).hasCount(1);
    bell.item("n1").hover();
    bell.item("n1").getByLabel("Move back").click();
    expect(bell.items()).hasCount(0);
    bell.page().getByText("All", new Page.GetByTextOptions().setExact(true)).click();
    expect(bell.items()).hasCount(3);
    bell.item("n0").hover();
    bell.item("n0").getByLabel("Mark as unread").click();
    bell.awaitBadge("1");
  }

  @Test
  void what_a_notification_says_stays_text() {
    var hostile = "<img src=x onerror='window.hacked=1'><script>window.hacked=2</script>";
    for (var link :
        List.of("javascript:window.hacked=3", " JaVaScRiPt:window.hacked=4", "data:text/html,x")) {
      api().send(note(hostile, List.of(user), "body", hostile, "type", hostile, "link", link));
    }
    var template = "<template slot='item'><a data-field='link'><b data-field='title'></b></a>";
    var bell = bell();
    var own = Bell.open(context, api(), api().token(user), "id='own'", template + "</template>");
    api().send(note(hostile, List.of(user), "body", hostile, "link", "vbscript:x"));
    for (var one : List.of(bell, own)) {
      one.show();
      expect(one.items()).hasCount(4);
      expect(one.page().getByText("<img src=x").first()).isVisible();
      assertThat(one.page().locator("belfry-bell a[href]").count()).isZero();
      assertThat(one.page().locator("belfry-bell img, belfry-bell script").count()).isZero();
      one.items().nth(1).locator(".title").click();
      one.items().nth(2).locator(".title").click();
      assertThat(one.page().evaluate("window.hacked ?? null")).isNull();
    }
  }

  @Test
  void the_keyboard_is_enough() {
    sendMany(5);
    var bell = bell();
    var keys = bell.page().keyboard();
    keys.press("Tab");
    keys.press("Enter");
    expect(bell.dialog()).isVisible();
    expect(bell.items()).hasCount(5);
    for (var i = 0; i < 5; i++) {
      keys.press("Tab"); // past the heading's buttons to the list
    }
    expect(bell.item("n4")).isFocused();
    keys.press("ArrowDown");
    keys.press("ArrowDown");
    expect(bell.item("n2")).isFocused();
    keys.press("Enter");
    bell.awaitBadge("4");
    expect(bell.item("n2")).isFocused();
    keys.press("Delete");
    expect(bell.items()).hasCount(4);
    expect(bell.item("n1")).isFocused();
    keys.press("Tab");
    keys.press("Tab");
    expect(bell.item("n1").getByLabel("Mark as read")).isFocused();
    keys.press("Enter");
    bell.awaitBadge("3");
    expect(bell.item("n1").getByLabel("Mark as unread")).isFocused();
    keys.press("End");
    expect(bell.item("n0")).isFocused();
    keys.press("Home");
    expect(bell.item("n4")).isFocused();
    keys.press("Escape");
    expect(bell.dialog()).isHidden();
    expect(bell.button()).isFocused();
  }

  @Test
  void five_hundred_items_are_scrolled_through() {
    sendMany(500);
    var bell = bell().show();
    var scroll = bell.page().locator("belfry-bell .scroll");
    bell.page()
        .waitForFunction(
            "() => { const root = document.querySelector('belfry-bell').shadowRoot;"
                + " const scroll = root.querySelector('.scroll');"
                + " scroll.scrollTop = scroll.scrollHeight;"
                + " return root.querySelectorAll('article').length === 500; }");
    scroll.evaluate("e => e.scrollTop = e.scrollHeight");
    expect(bell.items().last()).containsText("n0");
    expect(bell.items().last()).hasAttribute("aria-posinset", "500");
    assertThat(bell.page().locator("belfry-bell .title").allTextContents())
        .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "n" + (499 - i)).toList());
  }

  @Test
  void an_arrival_is_told_in_one_tab_and_not_again_when_it_is_read_elsewhere() {
    var one = bell();
    var other = bell();
    one.page().evaluate("window.seen = 0");
    var tabs = List.of(one, other);
    sendMany(1);
    tabs.forEach(tab -> tab.awaitBadge("1"));
    LiveSocket.until("a toast", () -> tabs.stream().mapToInt(t -> t.toasts().count()).sum() == 1);
    var told = one.toasts().count() == 1 ? one : other;
    expect(told.toasts()).hasText(Pattern.compile("n0"));
    api().post("/api/v1/inbox/read", api().token(user), Map.of("upTo", 1));
    expect(told.toasts()).hasCount(0);
    sendMany(7);
    tabs.forEach(tab -> tab.awaitBadge("7"));
    LiveSocket.until("a toast", () -> tabs.stream().mapToInt(t -> t.toasts().count()).sum() == 1);
    told = one.toasts().count() == 1 ? one : other;
    expect(told.toasts()).hasText(Pattern.compile("7 new notifications"));
    told.toasts().locator(".title").click();
    expect(told.dialog()).isVisible();
  }

  @Test
  void a_list_that_can_not_be_loaded_says_so_and_tries_again() {
    sendMany(1);
    var bell = bell();
    context.route(
        Pattern.compile(".*/api/v1/inbox\\?.*"),
        route -> route.fulfill(new Route.FulfillOptions().setStatus(500)));
    bell.show();
    expect(bell.page().getByRole(AriaRole.ALERT)).containsText("could not be loaded");
    context.unroute(Pattern.compile(".*/api/v1/inbox\\?.*"));
    bell.page().getByText("Try again").click();
    expect(bell.items()).hasCount(1);
    expect(bell.page().getByRole(AriaRole.ALERT)).isHidden();
  }

  @Test
  void it_says_that_it_is_offline_and_that_nothing_is_new() {
    var bell = bell().show();
    expect(bell.page().getByText("Nothing new")).isVisible();
    context.setOffline(true);
    expect(bell.page().getByText("You are offline.")).isVisible();
    context.setOffline(false);
    expect(bell.page().getByText("You are offline.")).isHidden();
    sendMany(1);
    expect(bell.items()).hasCount(1);
    expect(bell.page().getByText("Nothing new")).isHidden();
  }

  @Test
  void texts_and_items_can_be_ones_own_and_the_page_may_route_by_itself() {
    api().send(note("hello", List.of(user), "link", "/elsewhere", "data", Map.of("by", "Grace")));
    var template =
        "<template slot='item'><p class='mine'><b data-field='data.by'></b>: <i"
            + " data-field='title'></i></p></template><span slot='icon'>Bell</span>";
    var bell = Bell.open(context, api(), api().token(user), "lang='de'", template);
    bell.page()
        .evaluate(
            "() => { const bell = document.querySelector('belfry-bell');"
                + " bell.strings = {title: 'Neuigkeiten', labelUnread: ({n}) => n + ' neu'};"
                + " bell.addEventListener('belfry-select', e => {"
                + "   e.preventDefault(); window.selected = e.detail.item.title; }); }");
    expect(bell.button()).hasAttribute("aria-label", "1 neu");
    bell.show();
    expect(bell.page().getByRole(AriaRole.HEADING, named("Neuigkeiten"))).isVisible();
    expect(bell.page().locator("p.mine")).hasText("Grace: hello");
    bell.items().first().locator(".title").click();
    bell.awaitBadge("");
    assertThat(bell.page().evaluate("window.selected")).isEqualTo("hello");
    assertThat(bell.page().url()).doesNotContain("elsewhere");
  }

  @Test
  void it_opens_within_the_window_also_from_right_to_left() {
    sendMany(1);
    var bell = bell();
    bell.page().evaluate("document.documentElement.dir = 'rtl'");
    bell.show();
    var box = bell.dialog().boundingBox();
    assertThat(box.x).isBetween(0.0, 40.0);
    bell.page().evaluate("document.documentElement.dir = 'ltr'");
    bell.page().keyboard().press("Escape");
    bell.show();
    var width = bell.page().viewportSize().width;
    assertThat(bell.dialog().boundingBox().x + box.width).isBetween(width - 40.0, width + 0.0);
    bell.page().mouse().click(100, 500);
    expect(bell.dialog()).isHidden();
  }

  @Test
  void those_who_can_not_see_or_use_a_mouse_are_not_shut_out() throws Exception {
    assumeTrue(Files.exists(AXE), "skipped: no axe-core; npm ci in src/main/client");
    sendMany(3);
    api().send(note("important", List.of(user), "priority", "high", "link", "#x", "body", "b"));
    for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      var options =
          new Browser.NewContextOptions()
              .setColorScheme(scheme)
              .setReducedMotion(ReducedMotion.REDUCE);
      try (var themed = chromium().browser().newContext(options)) {
        var bell = Bell.open(themed, api(), api().token(user)).show();
        expect(bell.items()).hasCount(4);
        bell.page().evaluate(Files.readString(AXE));
        var violations =
            bell.page()
                .evaluate(
                    "async () => (await axe.run('belfry-bell')).violations"
                        + ".flatMap(v => v.nodes.map(n => v.id + ': ' + n.failureSummary"
                        + " + ' ' + n.html))");
        assertThat((List<?>) violations).as(scheme.toString()).isEmpty();
      }
    }
  }
}
