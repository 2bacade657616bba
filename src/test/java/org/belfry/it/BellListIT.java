package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.belfry.it.client.Bell.expect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.belfry.it.client.Bell;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The list behind the bell, and in a page of its own: what one does with it all day. */
@Tag("pages")
class BellListIT extends BrowserIT {

  private static final String HEADER = "<header>%bell%</header><main><h1>Shop</h1></main>";
  private static final String STYLES = "header { display: flex; justify-content: flex-end }";
  private static final String FACE =
      "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E";

  private final String user = someone();

  private Bell open(String language) {
    return Bell.in(context, api(), api().token(user), language, STYLES, HEADER);
  }

  private void note(String title, Object... more) {
    api().send(note(title, List.of(user), more));
  }

  private int count(String name) {
    return api().get("/api/v1/inbox/counts", api().token(user)).body().get(name).asInt();
  }

  @Test
  void what_arrives_while_somebody_is_in_the_list_waits_behind_a_pill() {
    note("first");
    note("second");
    var bell = open("en").show();
    expect(bell.items()).hasCount(2);
    LiveSocket.until("seen", () -> count("unseen") == 0);
    bell.item("first").hover();
    note("third");
    note("fourth");
    var pill = bell.page().getByRole(AriaRole.BUTTON, named("2 new"));
    expect(pill).isVisible();
    expect(bell.items()).hasCount(2);
    expect(bell.page().locator("belfry-bell .number")).hasText("4");
    bell.page().waitForTimeout(1300);
    assertThat(count("unseen")).isEqualTo(2); // was not in front of anybody
    bell.page().evaluate("document.querySelector('belfry-bell').readAll()");
    bell.awaitBadge("2"); // up to what is shown
    note("fifth");
    bell.page().getByRole(AriaRole.BUTTON, named("3 new")).click();
    expect(bell.items()).hasCount(5);
    expect(bell.items().first()).containsText("fifth");
    expect(bell.items().first()).isFocused();
    LiveSocket.until("seen", () -> count("unseen") == 0);
    bell.page().keyboard().press("Shift+Tab"); // out of the list
    bell.page().mouse().move(20, 500);
    note("sixth");
    expect(bell.items()).hasCount(6);
    expect(bell.page().locator("belfry-bell .pill")).isHidden();
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  @Test
  void what_is_read_among_the_unread_stays_until_nobody_is_at_it() {
    note("first");
    note("second");
    var bell = open("en").show();
    bell.page().locator("belfry-bell .views button").nth(1).click();
    expect(bell.items()).hasCount(2);
    bell.action("second", "Mark as read").click();
    bell.awaitBadge("1");
    expect(bell.item("second").getByLabel("Mark as unread")).isFocused();
    expect(bell.items()).hasCount(2);
    bell.page().mouse().move(20, 500);
    bell.dialog().focus();
    expect(bell.items()).hasCount(1);
    expect(bell.items()).containsText("first");
  }

  /** Lets the newest be of today, the next of yesterday, and so on. */
  private void ages(int... days) {
    context.route(
        Pattern.compile(".*/api/v1/inbox\\?.*"),
        route -> {
          var answer = route.fetch();
          try {
            var page = (ObjectNode) new ObjectMapper().readTree(answer.body());
            var items = page.get("items");
            for (var i = 0; i < items.size(); i++) {
              var at = Instant.now().minus(days[i], ChronoUnit.DAYS);
              ((ObjectNode) items.get(i)).put("createdAt", at.toString());
            }
            route.fulfill(new Route.FulfillOptions().setResponse(answer).setBody(page.toString()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void it_is_parted_into_today_yesterday_and_earlier() {
    IntStream.range(0, 5).forEach(i -> note("n" + i));
    ages(0, 0, 1, 2, 40);
    var bell = open("en").show();
    expect(bell.items()).hasCount(5);
    expect(bell.page().locator("belfry-bell .day"))
        .hasText(new String[] {"Today", "Yesterday", "Earlier"});
    expect(bell.items().nth(2)).containsText("Yesterday");
    expect(bell.items().nth(3)).containsText("2 days ago");
    expect(bell.items().nth(4)).containsText("last month");
    assertThat(bell.violations()).isEmpty();
  }

  @Test
  void what_went_into_the_archive_comes_back_and_all_that_is_read_goes_at_once() {
    IntStream.range(0, 4).forEach(i -> note("n" + i));
    var bell = open("en").show();
    var undo = bell.page().getByRole(AriaRole.BUTTON, named("Undo"));
    bell.action("n1", "Archive").click();
    expect(bell.items()).hasCount(3);
    undo.click();
    expect(bell.items()).hasCount(4);
    expect(undo).isHidden();
    var archiveRead = bell.page().getByRole(AriaRole.BUTTON, named("Archive all read"));
    expect(archiveRead).isDisabled();
    api().post("/api/v1/inbox/read", api().token(user), Map.of("upTo", 3));
    archiveRead.click();
    expect(bell.items()).hasCount(1);
    expect(bell.page().getByText("3 archived")).isVisible();
    expect(bell.items().first()).containsText("n3");
    undo.click();
    expect(bell.items()).hasCount(4);
    bell.awaitBadge("1");
  }

  @Test
  void an_act_that_fails_says_so_until_its_like_succeeds_and_is_tried_again() {
    IntStream.range(0, 3).forEach(i -> note("n" + i));
    var bell = open("en").show();
    var acts = Pattern.compile(".*/api/v1/inbox/(archive|\\d+).*");
    context.route(acts, route -> route.fulfill(new Route.FulfillOptions().setStatus(500)));
    bell.action("n1", "Archive").click();
    var failed = bell.page().getByText("That did not work.");
    expect(failed).isVisible();
    bell.action("n0", "Mark as read").click();
    bell.awaitBadge("2");
    expect(failed).isVisible();
    context.unroute(acts);
    bell.page().getByRole(AriaRole.BUTTON, named("Try again")).click();
    expect(bell.items()).hasCount(2);
    expect(failed).isHidden();
  }

  @Test
  void items_have_pictures_of_their_own_or_of_their_type() {
    note("plain", "type", "other");
    note("mapped", "type", "comment.created.today");
    note("hostile", "data", Map.of("avatar", "javascript:alert(1)", "icon", "vbscript:x"));
    note("broken", "data", Map.of("avatar", "data:image/png;base64,AAAA"));
    note("short", "data", Map.of("icon", "✓"));
    note("face", "data", Map.of("avatar", FACE));
    var bell = open("en");
    bell.page().evaluate("document.querySelector('belfry-bell').icons = {comment: '✎'}");
    bell.show();
    expect(bell.items()).hasCount(6);
    expect(bell.item("face").locator("img")).hasAttribute("src", FACE);
    expect(bell.item("short").locator(".picture")).hasText("✓");
    expect(bell.item("mapped").locator(".picture")).hasText("✎");
    expect(bell.item("broken").locator(".picture svg")).isVisible();
    for (var title : List.of("hostile", "plain")) {
      expect(bell.item(title).locator("img")).hasCount(0);
      expect(bell.item(title).locator(".picture svg")).isVisible();
    }
    assertThat(bell.violations()).isEmpty();
  }

  @Test
  void it_speaks_the_pages_language_and_survives_what_is_none() {
    note("n");
    var spoken =
        Map.of("de-AT", "Alle gelesen", "ja", "すべて既読にする", "pt_BR", "Marcar tudo como lido");
    spoken.forEach(
        (language, text) -> {
          var bell = open(language).show();
          expect(bell.page().getByText(text)).isVisible();
          expect(bell.items()).hasCount(1);
        });
    for (var language : List.of("en_US", "C", "*", "x", "tlh", "en_US.UTF-8")) {
      var bell = open(language).show();
      expect(bell.items()).hasCount(1);
      expect(bell.page().getByText("Mark all as read")).isVisible();
    }
    var bell = open("en");
    var odd =
        bell.page()
            .evaluate(
                "async () => { const {STRINGS} = await import('./client/strings.js');"
                    + " const gaps = s => typeof s === 'function' ? s({n: 3}).includes('3')"
                    + "   : s.includes('{n}'); const odd = [];"
                    + " for (const l of ['ar', 'de', 'es', 'fr', 'it', 'ja', 'pt', 'zh']) {"
                    + "   const own = (await import(`./client/lang/${l}.js`)).default;"
                    + "   for (const k of new Set([...Object.keys(own), ...Object.keys(STRINGS)]))"
                    + "     if (!own[k] || !STRINGS[k] || gaps(own[k]) !== gaps(STRINGS[k]))"
                    + "       odd.push(l + '.' + k); } return odd; }");
    assertThat((List<?>) odd).isEmpty();
  }

  @Test
  void the_list_has_a_page_of_its_own_that_grows_with_it() {
    var batch = IntStream.range(0, 70).mapToObj(n -> note("n" + n, List.of(user))).toList();
    api().post("/api/v1/notifications/batch", api().senderKey(), batch);
    var body =
        HEADER.replace("></belfry-bell>", " see-all='#inbox'></belfry-bell>")
            + "<div id='far'></div><belfry-inbox token='%token%'></belfry-inbox>";
    var bell =
        Bell.in(context, api(), api().token(user), "en", STYLES + "#far { height: 3000px }", body);
    var inbox = bell.page().locator("belfry-inbox");
    bell.page().waitForTimeout(1500);
    assertThat(count("unseen")).isEqualTo(70); // far below the fold
    bell.page().evaluate("document.querySelector('#far').remove()");
    expect(inbox.getByRole(AriaRole.ARTICLE).first()).containsText("n69");
    LiveSocket.until("seen", () -> count("unseen") == 0);
    bell.page()
        .waitForFunction(
            "() => { scrollTo(0, document.body.scrollHeight); return document"
                + ".querySelector('belfry-inbox').shadowRoot.querySelectorAll('article').length"
                + " === 70; }");
    note("arrives below");
    expect(
            inbox.getByRole(
                AriaRole.BUTTON,
                new com.microsoft.playwright.Locator.GetByRoleOptions().setName("1 new")))
        .isVisible();
    inbox.getByText("1 new").click();
    expect(inbox.getByRole(AriaRole.ARTICLE).first()).containsText("arrives below");
    expect(inbox.getByRole(AriaRole.ARTICLE).first()).isInViewport();
    assertThat(bell.violations()).isEmpty();
  }

  @Test
  void who_looks_elsewhere_is_told_by_the_title_a_sound_and_the_system() {
    context.addInitScript(
        """
        window.told = [];
        window.Notification = class { static permission = 'default';
          static requestPermission() { Notification.permission = 'granted'; }
          constructor(title, options) { told.push(title + ': ' + options.body); window.last = this; }
          close() {} };
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...to) { told.push('tone'); start.apply(this, to); };
        """);
    var bell = open("en");
    var page = bell.page();
    page.evaluate(
        "() => { for (const name of ['title-count', 'sound', 'system-notifications'])"
            + " document.querySelector('belfry-bell').setAttribute(name, ''); }");
    note("first");
    page.waitForCondition(() -> page.title().equals("(1) Shop"));
    page.evaluate("document.title = 'Basket'");
    page.waitForCondition(() -> page.title().equals("(1) Basket"));
    bell.show(); // asks whether it may
    page.keyboard().press("Escape");
    expect(bell.toasts()).hasCount(0);
    assertThat(page.evaluate("told")).isEqualTo(List.of());
    page.evaluate(
        "Object.defineProperty(document, 'visibilityState', {configurable: true, get: () =>"
            + " 'hidden'})");
    note("second", "body", "said", "link", "#second");
    page.waitForFunction("() => told.length === 3");
    assertThat(page.evaluate("told")).isEqualTo(List.of("tone", "tone", "second: said"));
    page.evaluate("last.onclick()");
    page.waitForCondition(() -> page.url().endsWith("#second"));
    bell.awaitBadge("1");
    page.evaluate("document.querySelector('belfry-bell').remove()");
    assertThat(page.title()).isEqualTo("Basket");
  }
}
