package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.belfry.it.client.Bell.expect;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.belfry.it.client.Api;
import org.belfry.it.client.Chromium;
import org.belfry.it.client.LiveSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The operator's console, its paths and its page. */
@Tag("pages")
class ConsoleIT extends BelfryIT {

  private final String user = someone();

  private Api.Answer overview(String key) {
    return api().get("/api/v1/console/overview", key);
  }

  private Api.Answer inbox(String key, String whose) {
    return api().get("/api/v1/console/users/" + whose, key);
  }

  @Test
  void only_operators_are_let_in() {
    send("a title", user);
    for (var path : List.of("overview", "users/" + user)) {
      var url = "/api/v1/console/" + path;
      assertThat(api().get(url, null).code()).isEqualTo("token-missing");
      assertThat(api().get(url, "wrong").code()).isEqualTo("token-invalid");
      assertThat(api().get(url, api().token(user)).code()).isEqualTo("not-a-sender");
      var other = api().get(url, TestSurroundings.OTHER_KEY);
      assertThat(other.status()).isEqualTo(403);
      assertThat(other.code()).isEqualTo("not-an-operator");
      var operator = api().get(url, api().senderKey());
      assertThat(operator.status()).isEqualTo(200);
      assertThat(operator.header("Cache-Control")).isEqualTo("no-store");
    }
  }

  @Test
  void it_tells_of_nodes_connections_rates_refusals_and_closes() {
    var live = live(user);
    LiveSocket.handshake(api(), "?access_token=wrong", null);
    api().get("/api/v1/inbox", "wrong");
    LiveSocket.until(
        "counted",
        () -> {
          var nodes = overview(api().senderKey()).body().at("/census/nodes");
          return nodes.size() == 1 && nodes.at("/0/connections/websocket").asInt() > 0;
        });
    var overview = overview(api().senderKey()).body();
    assertThat(overview.at("/census/nodes/0/self").asBoolean()).isTrue();
    assertThat(overview.at("/census/users").asInt()).isPositive();
    assertThat(overview.at("/census/latest").findValuesAsText("user")).contains(user);
    assertThat(overview.get("refusals").findValuesAsText("door"))
        .contains("websocket")
        .anyMatch(door -> door.endsWith("/api/v1/inbox"));
    assertThat(overview.get("refusals").toString()).doesNotContain("wrong");
    live.close();
    LiveSocket.until(
        "told of",
        () ->
            overview(api().senderKey())
                .body()
                .get("endings")
                .findValuesAsText("user")
                .contains(user));
    LiveSocket.until(
        "rates",
        () -> {
          send("n", user);
          var rates = overview(api().senderKey()).body().get("rates");
          return rates.findValues("itemsPerSecond").stream().anyMatch(rate -> rate.asDouble() > 0);
        });
  }

  @Test
  void one_inbox_is_looked_up_page_by_page_and_looking_makes_none() {
    var nobody = inbox(api().senderKey(), someone());
    assertThat(nobody.status()).isEqualTo(404);
    assertThat(nobody.code()).isEqualTo("no-such-inbox");
    IntStream.range(0, 30).forEach(i -> send("n" + i, user));
    api().call("PATCH", "/api/v1/inbox/3", api().token(user), Map.of("archived", true));
    var first = inbox(api().senderKey(), user).body().get("inbox");
    assertThat(first.get("items")).hasSize(25);
    assertThat(first.get("unread").asInt()).isEqualTo(29);
    var next = user + "?before=" + first.get("next").asText();
    assertThat(inbox(api().senderKey(), next).body().at("/inbox/items")).hasSize(4);
    var archived = inbox(api().senderKey(), user + "?archived=true").body();
    assertThat(archived.at("/inbox/items").findValuesAsText("title")).containsExactly("n2");
  }

  @Test
  void an_operator_looks_up_recounts_and_recalls() {
    try (var chromium = Chromium.launch()) {
      var page = chromium.browser().newPage();
      page.setDefaultTimeout(40_000);
      var hostile = "<img src=x onerror='window.hacked=1'>";
      send(hostile, user);
      send("to be recalled", user);
      page.navigate(api().base() + "/console");
      page.getByLabel("Sender key").fill(TestSurroundings.OTHER_KEY);
      button(page, "Look in").click();
      expect(page.getByRole(AriaRole.ALERT).first()).containsText("belfry.console.senders");
      page.getByLabel("Sender key").fill(api().senderKey());
      button(page, "Look in").click();
      expect(page.locator("#refusals")).containsText("belfry.console.senders does not name it");
      page.getByLabel("User id").fill(someone());
      button(page, "Look up").click();
      expect(page.locator("#lookup-error")).containsText("nobody of this id");
      page.getByLabel("User id").fill(user);
      button(page, "Look up").click();
      expect(page.locator("#inbox-items")).containsText(hostile);
      delivery(page);
      button(page, "Recount").click();
      expect(page.locator("#recounted")).containsText("0 differences");
      var recalled = page.getByRole(AriaRole.ROW).filter(having("to be recalled"));
      recalled.getByText("Recall", exactly()).click();
      page.getByRole(AriaRole.DIALOG).getByText("Keep it").click();
      expect(recalled).hasCount(1);
      recalled.getByText("Recall", exactly()).click();
      var shot = new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/console.png"));
      page.screenshot(shot);
      page.getByRole(AriaRole.DIALOG).getByRole(AriaRole.BUTTON).filter(having("Recall")).click();
      expect(recalled).hasCount(0);
      var left = inbox(api().senderKey(), user).body().get("inbox");
      assertThat(left.get("items").findValuesAsText("title")).containsExactly(hostile);
      button(page, "Send a test").click();
      expect(page.locator("#inbox-items tr").first()).containsText("A test, sent from the console");
      expect(page.locator("#items-line")).containsText("peak");
      onAPhone(page);
      assertThat(page.evaluate("() => window.hacked ?? null")).isNull();
      assertThat(page.evaluate("() => localStorage.length + sessionStorage.length")).isEqualTo(0);
    }
  }

  /** How far one notification has come. */
  private void delivery(Page page) {
    api().post("/api/v1/inbox/read", api().token(user), Map.of("upTo", 1));
    page.getByRole(AriaRole.ROW)
        .filter(having("window.hacked"))
        .getByText("Delivery", exactly())
        .click();
    var report = page.getByRole(AriaRole.DIALOG);
    expect(report.getByRole(AriaRole.ROW).filter(having("Recipients"))).containsText("1");
    expect(report.getByRole(AriaRole.ROW).filter(having("Read"))).containsText("1");
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target/screenshots/console-delivery.png")));
    button(page, "Close").click();
    expect(report).isHidden();
  }

  /** Nothing of it is wider than the screen, and each cell says what it is. */
  private static void onAPhone(Page page) {
    page.setViewportSize(360, 740);
    expect(page.locator("#inbox-items tr").first()).isVisible();
    assertThat(
            page.evaluate(
                "() => [document.documentElement, ...document.querySelectorAll('.wide')]"
                    + ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"))
        .isEqualTo(List.of());
    assertThat(
            page.evaluate(
                "() => getComputedStyle(document.querySelector('#inbox-items td:nth-child(3)'),"
                    + " '::before').content"))
        .isEqualTo("\"Type\"");
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(Path.of("target/screenshots/console-phone.png"))
            .setFullPage(true));
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }

  private static Locator button(Page page, String name) {
    var options = new Page.GetByRoleOptions().setName(name).setExact(true);
    return page.getByRole(AriaRole.BUTTON, options);
  }

  private static Locator.FilterOptions having(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }
}
