package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.belfry.it.client.Bell.css;
import static org.belfry.it.client.Bell.expect;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.KeyboardModifier;
import com.microsoft.playwright.options.MouseButton;
import java.util.List;
import java.util.Map;
import org.belfry.it.client.Bell;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code <belfry-bell>} in pages of other people, whose styles and manners are their own. */
@Tag("pages")
class BellInPagesIT extends BrowserIT {

  private static final String NAVY =
      """
      body { margin: 0; min-height: 3000px }
      header { display: flex; justify-content: flex-end; height: 60px; background: #10214a; color: #fff;
        backdrop-filter: blur(4px); transform: translateX(0); contain: paint;
        letter-spacing: .3em; word-spacing: 1em; text-transform: uppercase; line-height: 3;
        text-align: right; text-indent: 2em; text-shadow: 0 0 3px red; font-style: italic;
        white-space: pre; cursor: help; visibility: visible; user-select: none }
      """;
  private static final String HEADER = "<header>%bell%</header><main><h1>Shop</h1></main>";

  private final String user = someone();

  private Bell open(String styles, String body) {
    return Bell.in(context, api(), api().token(user), "en", styles, body);
  }

  private void note(String title, Object... more) {
    api().send(note(title, List.of(user), more));
  }

  /** Whether a person could press it: nothing else is in front of its middle. */
  private static boolean isInFront(Locator locator) {
    return (boolean)
        locator.evaluate(
            "e => { const box = e.getBoundingClientRect();"
                + " let at = document.elementFromPoint(box.x + box.width / 2, box.y + 20);"
                + " while (at?.shadowRoot) at = at.shadowRoot.elementFromPoint("
                + "   box.x + box.width / 2, box.y + 20);"
                + " return e.contains(at) && box.top >= 0 && box.bottom <= innerHeight"
                + "   && box.left >= 0 && box.right <= innerWidth; }");
  }

  @Test
  void toasts_stand_above_everything_and_can_be_pressed_under_a_modal_dialog() {
    var bell =
        open(NAVY, HEADER + "<dialog id='modal'><h2>Sure?</h2><button>Yes</button></dialog>");
    var page = bell.page();
    var long_ = "This is said at length. ".repeat(12);
    for (var i = 0; i < 3; i++) {
      note(i + " " + long_, "body", long_);
    }
    expect(bell.toasts()).hasCount(3);
    page.waitForFunction("() => document.getAnimations().length === 0");
    bell.toasts().all().forEach(toast -> assertThat(isInFront(toast)).isTrue());
    page.evaluate("document.querySelector('#modal').showModal()");
    LiveSocket.until("in front of the dialog", () -> isInFront(bell.toasts().last()));
    bell.toasts().last().getByLabel("Close").click();
    expect(bell.toasts()).hasCount(2);
    note("comes while it is open");
    expect(bell.toasts()).hasCount(3);
    page.evaluate("document.querySelector('#modal').close()");
    expect(page.locator("dialog .toast")).hasCount(0);
    bell.toasts().last().getByLabel("Close").click();
    page.setViewportSize(500, 260);
    for (var i = 0; i < 3; i++) {
      note(i + " " + long_, "body", long_);
    }
    LiveSocket.until("a toast", () -> bell.toasts().last().innerText().startsWith("2 This"));
    page.waitForFunction("() => document.getAnimations().length === 0");
    bell.toasts().all().forEach(toast -> assertThat(isInFront(toast)).isTrue());
    assertThat(bell.violations()).isEmpty();
  }

  @Test
  void the_styles_of_a_pages_text_end_at_the_bell_and_its_icon_has_the_pages_colour() {
    var bell = open(NAVY, HEADER);
    note("a title", "body", "a body");
    expect(bell.toasts()).hasCount(1);
    var icon = bell.page().locator("belfry-bell .bell .icon");
    assertThat(css(icon, "stroke")).isEqualTo("rgb(255, 255, 255)");
    var toast = bell.toasts().locator(".title");
    shielded(toast);
    shielded(bell.badge());
    bell.show();
    shielded(bell.items().first().locator(".title"));
    shielded(bell.page().getByText("Mark all as read"));
    assertThat(css(bell.dialog(), "color")).isNotEqualTo("rgb(255, 255, 255)");
  }

  private static void shielded(Locator locator) {
    var expected =
        Map.of(
            "letterSpacing", "normal",
            "wordSpacing", "0px",
            "textTransform", "none",
            "textIndent", "0px",
            "textShadow", "none",
            "fontStyle", "normal",
            "whiteSpace", "normal");
    expected.forEach(
        (property, value) -> assertThat(css(locator, property)).as(property).isEqualTo(value));
    assertThat(css(locator, "textAlign")).isNotEqualTo("right");
  }

  private static double lines(Locator text) {
    var height = text.boundingBox().height;
    return height / Double.parseDouble(css(text, "lineHeight").replace("px", ""));
  }

  @Test
  void long_texts_are_cut_and_open_in_place_and_a_blank_title_gives_way_to_the_body() {
    var bell = open("", HEADER);
    note("A title that does not come to an end. ".repeat(6), "body", "And a body. ".repeat(60));
    expect(bell.toasts()).hasCount(1);
    var toast = bell.toasts().first();
    assertThat(lines(toast.locator(".title > span"))).isBetween(1.9, 2.1);
    note(" \n ", "body", "only a body");
    note("  ", "type", "only.a.type");
    bell.show();
    expect(bell.items()).hasCount(3);
    expect(bell.item("only a body").locator(".title")).hasText("only a body");
    expect(bell.item("only a body").locator(".body")).hasCount(0);
    expect(bell.items().first().locator(".title")).hasText("only.a.type");
    var item = bell.item("does not come");
    assertThat(lines(item.locator(".title > span"))).isBetween(2.9, 3.1);
    assertThat(lines(item.locator(".body"))).isBetween(2.9, 3.1);
    expect(bell.item("only a body").locator(".unfold")).isHidden();
    item.getByText("more").click();
    assertThat(lines(item.locator(".body"))).isGreaterThan(5);
    assertThat(lines(item.locator(".title > span"))).isGreaterThan(3.5);
    bell.awaitBadge("3");
    item.getByText("less").click();
    assertThat(lines(item.locator(".body"))).isBetween(2.9, 3.1);
  }

  @Test
  void a_click_into_a_frame_and_escape_close_it_and_a_click_within_does_not() {
    note("n");
    context.route(
        api().base() + "/frame",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("text/html").setBody("<p>A frame.")));
    var bell =
        open(
            "header { display: flex; justify-content: flex-end } iframe { width: 300px; height: 200px }",
            HEADER + "<iframe src='./frame'></iframe>");
    bell.show();
    bell.page().getByRole(AriaRole.HEADING, named("Notifications")).click();
    expect(bell.dialog()).isVisible();
    bell.page().frameLocator("iframe").locator("body").click();
    expect(bell.dialog()).isHidden();
    bell.show();
    bell.button().focus();
    bell.page().keyboard().press("Escape");
    expect(bell.dialog()).isHidden();
    bell.show();
    bell.page().mouse().click(100, 500);
    expect(bell.dialog()).isHidden();
    // what is in a closed shadow root is within the bell nevertheless
    bell.page()
        .evaluate(
            "() => { const host = document.createElement('div'); document.body.append(host);"
                + " const bell = document.querySelector('belfry-bell');"
                + " host.attachShadow({mode: 'closed'}).append(bell);"
                + " window.bell = bell; bell.show(); }");
    bell.page().waitForFunction("() => bell.shadowRoot.querySelector('.panel.open h2')");
    var heading =
        (Map<?, ?>)
            bell.page()
                .evaluate(
                    "() => { const box ="
                        + " bell.shadowRoot.querySelector('h2').getBoundingClientRect();"
                        + " return {x: box.x + 9, y: box.y + 9}; }");
    bell.page().mouse().click(number(heading.get("x")), number(heading.get("y")));
    bell.page().waitForTimeout(100);
    assertThat(bell.page().evaluate("bell.isOpen")).isEqualTo(true);
  }

  private static double number(Object value) {
    return ((Number) value).doubleValue();
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  @Test
  void other_tabs_open_as_one_is_used_to_also_where_the_page_routes_by_itself() {
    for (var n : List.of("middle", "control", "plain")) {
      note(n, "link", "#" + n);
    }
    var bell = open("", HEADER);
    var page = bell.page();
    page.evaluate(
        "() => { window.selected = []; addEventListener('belfry-select',"
            + " e => { e.preventDefault(); selected.push(e.detail.item.title); }); }");
    bell.show();
    var middle = new Locator.ClickOptions().setButton(MouseButton.MIDDLE);
    context.waitForPage(() -> bell.item("middle").locator(".title").click(middle)).close();
    bell.awaitBadge("2");
    var control = new Locator.ClickOptions().setModifiers(List.of(KeyboardModifier.CONTROL));
    context.waitForPage(() -> bell.item("control").locator(".title").click(control)).close();
    bell.awaitBadge("1");
    expect(bell.dialog()).isVisible();
    bell.item("plain").locator(".title").click();
    bell.awaitBadge("");
    expect(bell.dialog()).isHidden();
    assertThat(page.evaluate("selected")).isEqualTo(List.of("plain"));
    note("elsewhere", "link", "#elsewhere");
    page.evaluate(
        "() => { document.querySelector('belfry-bell').setAttribute('link-target', '_blank');"
            + " addEventListener('belfry-select', e => e.stopImmediatePropagation(), true); }");
    bell.show();
    context.waitForPage(() -> bell.item("elsewhere").locator(".title").click()).close();
    bell.awaitBadge("");
    assertThat(page.url()).doesNotContain("#");
  }

  @Test
  void heading_and_views_stand_still_each_view_says_what_is_not_in_it_and_unread_stays_blue() {
    var bell = open("", HEADER);
    bell.show();
    var page = bell.page();
    var views = page.locator("belfry-bell .views button");
    var empties = List.of("Nothing new", "All read", "The archive is empty");
    var places =
        List.of(0, 1, 2).stream()
            .map(
                view -> {
                  views.nth(view).click();
                  expect(page.locator("belfry-bell .note strong").first())
                      .hasText(empties.get(view));
                  return page.evaluate(
                      "() => [...document.querySelector('belfry-bell').shadowRoot"
                          + ".querySelectorAll('h2, .views, .views button')].map(e => {"
                          + " const box = e.getBoundingClientRect();"
                          + " return [box.x, box.y, box.width, box.height]; })");
                })
            .toList();
    assertThat(places).containsOnly(places.get(0));
    views.first().click();
    note("unread");
    expect(bell.items()).hasCount(1);
    var row = bell.items().first().locator(".row");
    var fresh = css(row, "backgroundColor");
    row.hover();
    page.waitForFunction("() => document.getAnimations().length === 0");
    assertThat(css(row, "backgroundColor")).isEqualTo(fresh);
    assertThat(css(row, "backgroundImage")).contains("gradient");
  }

  @Test
  void browsers_that_do_not_know_light_dark_get_colours() {
    context.addInitScript("CSS.supports = () => false");
    note("n");
    var bell = open("", HEADER);
    bell.show();
    assertThat(css(bell.dialog(), "backgroundColor")).isEqualTo("rgb(255, 255, 255)");
    assertThat(css(bell.badge(), "backgroundColor")).isEqualTo("rgb(217, 45, 66)");
    bell.page().evaluate("document.querySelector('belfry-bell').setAttribute('theme', 'dark')");
    assertThat(css(bell.dialog(), "backgroundColor")).isEqualTo("rgb(27, 30, 39)");
    assertThat(css(bell.dialog(), "color")).isEqualTo("rgb(236, 238, 244)");
  }
}
