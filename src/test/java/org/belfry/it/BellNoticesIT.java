package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.belfry.it.client.Bell.expect;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.belfry.it.client.Bell;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a bell does for people who look elsewhere, where their browser lets it. */
@Tag("pages")
class BellNoticesIT extends BrowserIT {

  /** Keeps what the browser's own constructors make, and lets a test hide the page. */
  private static final String WATCHED =
      """
      window.notes = []; window.sounds = [];
      window.Notification = class extends Notification {
        constructor(title, options) {
          super(title, options);
          notes.push(this);
          this.addEventListener('error', () => this.isRefused = true);
        }
        close() { this.isClosed = true; super.close(); }
      };
      for (const name of ['AudioContext', 'Audio']) window[name] = class extends window[name] {
        constructor(...to) { super(...to); sounds.push(this); }
      };
      window.look = (visibility) => {
        Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => visibility});
        document.dispatchEvent(new Event('visibilitychange'));
      };
      """;

  private static final String ALL = "sound system-notifications";

  /** Longer than a hidden tab waits for one that is looked at. */
  private static final int LONGER = 1500;

  private final String user = someone();

  @BeforeEach
  void watch() {
    context.addInitScript(WATCHED);
    context.grantPermissions(List.of("notifications"));
  }

  /** A bell that was pressed once, without which no browser makes a sound. */
  private Bell bell(String attributes) {
    var bell = Bell.open(context, api(), api().token(user), attributes, "");
    bell.show();
    bell.page().keyboard().press("Escape");
    expect(bell.dialog()).isHidden();
    return bell;
  }

  private static void hide(Bell bell) {
    bell.page().evaluate("look('hidden')");
  }

  private static int count(Bell bell, String what) {
    return (int) bell.page().evaluate(what + ".length");
  }

  private static void isQuiet(Bell... bells) {
    for (var bell : bells) {
      assertThat(count(bell, "notes")).isZero();
      assertThat(count(bell, "sounds")).isZero();
    }
  }

  private static List<?> told(Page page) {
    return (List<?>) page.evaluate("notes.map(note => note.title + ': ' + note.body)");
  }

  @Test
  void only_who_asked_for_it_and_looks_elsewhere_is_told() {
    var bell = bell(ALL);
    send("looked at", user);
    expect(bell.toasts()).hasCount(1);
    bell.page().waitForTimeout(LONGER);
    isQuiet(bell);
    bell.page().close();

    var silent = bell("");
    hide(silent);
    send("not asked for", user);
    silent.awaitBadge("2").page().waitForTimeout(LONGER);
    isQuiet(silent);
    silent.page().close();

    var denied = bell(ALL);
    denied
        .page()
        .evaluate("() => { Object.defineProperty(Notification, 'permission', {value: 'denied'}) }");
    hide(denied);
    send("a sound alone", user);
    denied.page().waitForFunction("() => sounds.length");
    denied.page().waitForTimeout(100);
    assertThat(count(denied, "notes")).isZero();
  }

  @Test
  void of_several_tabs_one_tells_and_none_where_one_is_looked_at() {
    var bells = List.of(bell(ALL), bell(ALL + " id='other'"));
    bells.forEach(BellNoticesIT::hide);
    api().send(note("hidden", List.of(user), "body", "said"));
    LiveSocket.until("told", () -> bells.stream().mapToInt(b -> count(b, "notes")).sum() > 0);
    bells.forEach(bell -> bell.page().waitForTimeout(LONGER / 3));
    assertThat(bells.stream().mapToInt(bell -> count(bell, "notes")).sum()).isEqualTo(1);
    assertThat(bells.stream().mapToInt(bell -> count(bell, "sounds")).sum()).isEqualTo(1);
    var telling =
        bells.stream().filter(bell -> count(bell, "notes") == 1).findFirst().orElseThrow();
    assertThat(told(telling.page())).isEqualTo(List.of("hidden: said"));
    // a real one of a real browser, which lets it sound
    assertThat(telling.page().evaluate("Notification.permission")).isEqualTo("granted");
    telling
        .page()
        .waitForFunction("() => sounds[0].state === 'running' && sounds[0].currentTime > 0");
    assertThat(telling.page().evaluate("notes[0].isRefused ?? false")).isEqualTo(false);

    // withdrawn when it was read on another device
    api().post("/api/v1/inbox/read", api().token(user), Map.of("upTo", 1));
    telling.page().waitForFunction("() => notes[0].isClosed");

    bells.get(0).page().evaluate("look('visible')");
    send("looked at in one", user);
    expect(bells.get(0).toasts()).hasCount(1);
    bells.forEach(bell -> bell.page().waitForTimeout(LONGER / 2));
    assertThat(bells.stream().mapToInt(bell -> count(bell, "notes")).sum()).isEqualTo(1);
    assertThat(bells.stream().mapToInt(bell -> count(bell, "sounds")).sum()).isEqualTo(1);
  }

  /** A tenth of a second of silence. */
  private static byte[] sound() {
    var wave = ByteBuffer.allocate(44 + 1600).order(ByteOrder.LITTLE_ENDIAN);
    wave.put(ascii("RIFF")).putInt(36 + 1600).put(ascii("WAVEfmt ")).putInt(16);
    wave.putShort((short) 1).putShort((short) 1).putInt(8000).putInt(16000);
    wave.putShort((short) 2).putShort((short) 16).put(ascii("data")).putInt(1600);
    return wave.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void a_sound_of_ones_own_is_played_many_arrivals_are_told_at_once_and_signing_out_takes_back() {
    context.route(
        "**/ding.wav",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("audio/wav").setBodyBytes(sound())));
    var bell = bell("sound='ding.wav' system-notifications");
    hide(bell);
    var batch = IntStream.range(0, 5).mapToObj(n -> note("n" + n, List.of(user))).toList();
    api().post("/api/v1/notifications/batch", api().senderKey(), batch);
    bell.page().waitForFunction("() => notes.length && sounds[0]?.ended");
    assertThat(told(bell.page())).isEqualTo(List.of("5 new notifications: "));
    assertThat(bell.page().evaluate("sounds[0].error")).isNull();
    assertThat(count(bell, "sounds")).isEqualTo(1);
    bell.page().evaluate("document.querySelector('belfry-bell').signOut()");
    bell.page().waitForFunction("() => notes.every(note => note.isClosed)");
  }

  /** As in a page that is left at once, while what counts in its title is still on its way. */
  @Test
  void a_bell_that_has_gone_counts_in_no_title() {
    var held = new ArrayList<Route>();
    context.route("**/client/notices.js", held::add);
    send("one", user);
    var bell = Bell.open(context, api(), api().token(user), "title-count", "").awaitBadge("1");
    var page = bell.page();
    page.waitForCondition(() -> !held.isEmpty());
    var bare = page.title();
    page.evaluate(
        "() => { const old = document.querySelector('belfry-bell'), next = old.cloneNode(true);"
            + " old.replaceWith(next); }");
    bell.awaitLive().awaitBadge("1");
    held.forEach(Route::resume);
    hasTitle(page, "(1) " + bare);
    page.evaluate("() => document.querySelector('belfry-bell').belfry.inbox.readAll()");
    bell.awaitBadge("");
    hasTitle(page, bare);
  }

  private static void hasTitle(Page page, String title) {
    PlaywrightAssertions.assertThat(page).hasTitle(title);
  }
}
