package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.belfry.it.client.Bell.expect;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.belfry.it.client.Bell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How the bell and its list look; the pictures are kept in {@code target/screenshots}, to be looked
 * at. Each is looked at by axe, too.
 */
@Tag("pages")
class BellLooksIT extends BrowserIT {

  private static final Path AXE = Path.of("src/main/client/node_modules/axe-core/axe.min.js");
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final int ITEMS = 6;

  private static final String STYLES =
      """
      body { margin: 0; font-family: sans-serif; background: light-dark(#f3f5f9, #11131a) }
      header { display: flex; align-items: center; justify-content: space-between; padding: 10px 20px;
        background: light-dark(#fff, #1a1d26); color: light-dark(#111, #eee) }
      h1 { margin: 0; font-size: 18px }
      main { max-width: 720px; margin: 24px auto }
      """;
  private static final String NAVY = STYLES + "header { background: #10214a; color: #fff }";
  private static final String BODY = "<header><h1>Shop</h1>%bell%</header><main></main>";

  private final String user = someone();

  @BeforeEach
  void fill() {
    send("Ada, welcome to the team", user);
    api().send(note("Your card expires soon", List.of(user), "priority", "high", "link", "#card"));
    var likes =
        note(
            "Alan liked your photo",
            List.of(user),
            "collapseKey",
            "like",
            "data",
            Map.of("icon", "❤"));
    IntStream.range(0, 7).forEach(i -> api().send(likes));
    person("Radia follows you now", "R", "#1b8a8f");
    api().post("/api/v1/inbox/read", api().token(user), Map.of("upTo", 9));
    var said =
        "“Count me in for Friday. Shall I bring the others? I could also bring the projector and"
            + " the long cable, if somebody can pick me up at the station at about six; otherwise"
            + " I come by bus, which is never on time on Fridays, as you know.”";
    person("Linus commented on your post", "L", "#2563c9", "body", said, "link", "#post");
    person(
        "Grace mentioned you in “What is still missing before we can call it done”",
        "G",
        "#c2459b");
  }

  private void person(String title, String letter, String colour, Object... more) {
    var svg =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 36 36'><rect width='36' height='36'"
            + " fill='"
            + colour
            + "'/><text x='18' y='24' font-size='16' font-family='sans-serif' font-weight='700'"
            + " text-anchor='middle' fill='white'>"
            + letter
            + "</text></svg>";
    var avatar =
        "data:image/svg+xml," + URLEncoder.encode(svg, StandardCharsets.UTF_8).replace("+", "%20");
    var note = note(title, List.of(user), more);
    note.put("data", Map.of("avatar", avatar));
    api().send(note);
  }

  private static NewContextOptions window(int width, int height) {
    return new NewContextOptions()
        .setViewportSize(width, height)
        .setReducedMotion(ReducedMotion.REDUCE);
  }

  private static NewContextOptions phone(int width, int height) {
    return window(width, height).setIsMobile(true).setHasTouch(true);
  }

  /** Opens the list in such a window and takes its picture. */
  private void look(String name, NewContextOptions options, String language, String styles)
      throws IOException {
    try (var browser = chromium().browser().newContext(options)) {
      var bell = Bell.in(browser, api(), api().token(user), language, styles, BODY);
      if (language.equals("ar")) {
        bell.page().evaluate("document.documentElement.dir = 'rtl'");
      }
      bell.show();
      expect(bell.items()).hasCount(ITEMS);
      keep(name, bell.page());
      var box = bell.dialog().boundingBox();
      var size = bell.page().viewportSize();
      assertThat(box.x).isNotNegative();
      assertThat(box.x + box.width).isLessThanOrEqualTo(size.width);
      assertThat(box.y + box.height).isLessThanOrEqualTo(size.height);
      assertThat(sideways(bell.page())).as(name).isEmpty();
      // what acts on the whole list stands together, also where there is no room beside the heading
      var readAll = bell.page().locator("belfry-bell .head .text").boundingBox();
      var archiveRead = bell.page().locator("belfry-bell .head .small").boundingBox();
      assertThat(archiveRead.y + archiveRead.height / 2)
          .isCloseTo(readAll.y + readAll.height / 2, within(2.0));
    }
  }

  /** What in the list is wider than its place. */
  private static List<?> sideways(Page page) {
    return (List<?>)
        page.evaluate(
            "() => [...document.querySelector('belfry-bell').shadowRoot.querySelectorAll("
                + "'.view, .head, .views, .views button, .scroll, .row')].filter(e =>"
                + " e.scrollWidth > e.clientWidth + 1).map(e => e.className || e.textContent)");
  }

  private static void keep(String name, Page page) throws IOException {
    var path = SCREENSHOTS.resolve(name + ".png");
    page.screenshot(new Page.ScreenshotOptions().setPath(path));
    assertThat(path).isNotEmptyFile();
    if (!Files.exists(AXE) || name.contains("forced")) {
      return; // which colours those are is not the page's to say
    }
    page.evaluate(Files.readString(AXE));
    var violations =
        page.evaluate(
            "async () => (await axe.run(document.querySelectorAll('belfry-inbox, belfry-bell')))"
                + ".violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.failureSummary"
                + " + ' ' + n.html))");
    assertThat((List<?>) violations).as(name).isEmpty();
  }

  @Test
  void on_a_desk_in_the_light_in_the_dark_and_under_a_navy_header() throws IOException {
    look("bell-light", window(720, 640), "en", STYLES);
    look("bell-dark", window(720, 640).setColorScheme(ColorScheme.DARK), "en", STYLES);
    look("bell-navy", window(720, 640), "en", NAVY);
    look("bell-zoomed", window(640, 360).setDeviceScaleFactor(2), "en", STYLES);
    look("bell-forced", window(720, 640).setForcedColors(ForcedColors.ACTIVE), "en", STYLES);
  }

  @Test
  void on_a_phone_and_in_other_languages() throws IOException {
    look("bell-phone", phone(360, 640), "en", STYLES);
    look("bell-phone-zoomed", phone(320, 480), "fr", STYLES);
    look("bell-german", window(720, 640), "de", STYLES);
    look("bell-arabic", window(720, 640), "ar", STYLES);
    for (var language : List.of("de", "es", "it", "pt", "ja", "zh", "ar")) {
      look("bell-phone-" + language, phone(320, 568), language, STYLES);
    }
  }

  @Test
  void toasts_and_the_page_of_its_own() throws IOException {
    var body = BODY.replace("<main>", "<main><belfry-inbox token='%token%'></belfry-inbox>");
    try (var browser = chromium().browser().newContext(window(900, 800))) {
      var bell = Bell.in(browser, api(), api().token(user), "en", NAVY, body);
      expect(bell.items()).hasCount(ITEMS);
      keep("inbox-page", bell.page());
      assertThat(bell.page().locator("belfry-inbox").boundingBox().width).isEqualTo(720);
      assertThat(bell.page().locator("belfry-inbox .item").first().boundingBox().width)
          .isGreaterThan(700);
      person("Barbara answered you", "B", "#7b3fc4", "body", "“Yes, with pleasure!”");
      api().send(note("The backup failed", List.of(user), "priority", "high"));
      expect(bell.toasts()).hasCount(2);
      keep("toasts", bell.page());
    }
  }
}
