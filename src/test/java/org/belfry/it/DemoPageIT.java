package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.belfry.it.client.Bell.expect;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.belfry.harness.Database;
import org.belfry.harness.DemoPage;
import org.belfry.harness.FreePorts;
import org.belfry.harness.Launch;
import org.belfry.harness.Server;
import org.belfry.it.client.Chromium;
import org.belfry.it.client.RawConnection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of the demo run, as a newcomer meets it, and what it does when the server goes away. */
@Tag("pages")
class DemoPageIT {

  private static final Path PAGES = Path.of("src/demo/webapp");
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir private Path directory;

  private final int port = FreePorts.next();

  private Server start(Database database) throws Exception {
    var environment = new HashMap<>(TestSurroundings.environment());
    environment.put("BELFRY_DB_URL", database.url());
    environment.put("BELFRY_DB_USER", database.user());
    return Launch.of(
            Path.of(System.getProperty("server.home")), Path.of(System.getProperty("belfry.war")))
        .in(directory.resolve("server"))
        .port(port)
        .context("/belfry")
        .page(DemoPage.of(PAGES, Optional.of(TestSurroundings.SENDER_KEY)))
        .environment(environment)
        .start()
        .awaitReady(PATIENCE);
  }

  /** A person's part of the page. */
  private record Person(Locator card) {

    Person(Page page, String name) {
      this(page.locator(".person." + name));
    }

    void awaitState(String state) {
      expect(card).hasAttribute("data-state", state);
    }

    void awaitCount(String name, int count) {
      expect(card.locator("[data-count=" + name + "]")).hasText("" + count);
    }

    void awaitBadge(int count) {
      expect(card.locator(".desk .badge")).hasText("" + count);
    }

    void toggle() {
      card.getByRole(AriaRole.SWITCH).click();
    }
  }

  @Test
  void two_people_are_sent_to_and_nothing_is_lost() throws Exception {
    try (var chromium = Chromium.launch();
        var database = Database.start(directory.resolve("database"))) {
      var server = start(database);
      isForThisMachineOnly(server);
      try (var browser = chromium.browser().newContext(wide())) {
        var page = browser.newPage();
        page.setDefaultTimeout(60_000);
        var address = server.url().resolve("/").toString();
        bringAKey(page, address);
        page.navigate(address);
        var ada = new Person(page, "ada");
        var bob = new Person(page, "bob");
        ada.awaitState("live");
        bob.awaitState("live");
        meet(page, ada, bob);
        offlineAndBack(page, ada, bob);
        server = restarted(server, database, page, ada, bob);
        looks(page, ada, bob);
        everythingElse(page, ada, 16);
      } finally {
        server.stop();
      }
    }
  }

  /** A page of elsewhere may have a name that points here; the demo's key is not for that. */
  private static void isForThisMachineOnly(Server server) throws IOException {
    var host = "Host: rebound.example:" + server.url().getPort() + "\r\nConnection: close\r\n\r\n";
    try (var connection = new RawConnection(server.url())) {
      assertThat(connection.say("GET /demo.json HTTP/1.1\r\n" + host).hearOut(PATIENCE))
          .startsWith("HTTP/1.1 403")
          .doesNotContain(TestSurroundings.SENDER_KEY);
    }
  }

  private static Browser.NewContextOptions wide() {
    return new Browser.NewContextOptions()
        .setViewportSize(1280, 1090)
        .setColorScheme(ColorScheme.LIGHT);
  }

  private static void send(Page page, String what, String to, boolean ten) {
    page.locator(".choice span").getByText(what, exactly()).click();
    page.locator(".choice span").getByText(to, exactly()).click();
    page.locator(".choice span").getByText(ten ? "Ten at once" : "One", exactly()).click();
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send")).click();
    expect(page.locator("#answer")).hasText(Pattern.compile("^20[01] .*"));
    page.evaluate("() => document.querySelector('#answer').textContent = ''");
  }

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }

  /** What a server with keys of its own shows first: what is missing, and where it goes. */
  private static void bringAKey(Page page, String address) {
    page.route(
        "**/demo.json",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("application/json").setBody("{}")));
    page.navigate(address);
    expect(page.locator(".ada .state")).hasText("waiting for a sender key");
    expect(page.getByText("Enter one, and Ada and Bob come online")).isVisible();
    page.locator("[name=key]").fill("none of the keys");
    page.keyboard().press("Tab");
    expect(page.locator(".ada .state")).hasText("this key is not known here");
    page.locator("[name=key]").fill(TestSurroundings.SENDER_KEY);
    page.keyboard().press("Tab");
    new Person(page, "ada").awaitState("live");
    page.unroute("**/demo.json");
  }

  /** Recall, expiry, priority, a long text, and a second device. */
  private static void everythingElse(Page page, Person ada, int unread) {
    send(page, "Long text", "Ada", false);
    ada.awaitBadge(unread + 1);
    page.getByText("Recall it").click();
    expect(page.locator("#answer")).containsText("204");
    ada.awaitBadge(unread);
    page.locator("[name=expires]").click();
    send(page, "High", "Like", "Ada");
    page.locator("[name=expires]").click();
    ada.awaitBadge(unread + 1);
    expect(ada.card().locator(".toast.high")).isVisible();
    ada.awaitBadge(unread); // has expired
    ada.card().getByText("Read all on the phone").click();
    expect(ada.card().locator(".desk .badge")).isHidden();
    page.locator(".choice span").getByText("Normal", exactly()).click();
  }

  private static void send(Page page, String priority, String what, String to) {
    page.locator(".choice span").getByText(priority, exactly()).click();
    send(page, what, to, false);
  }

  private static void meet(Page page, Person ada, Person bob) throws Exception {
    send(page, "Like", "Ada", false);
    ada.awaitBadge(1);
    ada.awaitCount("head", 1);
    expect(page.locator("#log li .event").first()).hasText("notification");
    send(page, "Comment", "Both", false);
    ada.awaitBadge(2);
    bob.awaitBadge(1);
    var curl = page.locator("#curl").textContent();
    assertThat(curl).startsWith("curl http").contains("comment.created", "\"ada\", \"bob\"");
    assertThat(run(curl)).contains("\"recipients\":2");
    ada.awaitBadge(3);
    page.locator("[name=collapse]").click();
    send(page, "Follow", "Bob", true);
    bob.awaitBadge(3);
    page.locator("[name=collapse]").click();
    send(page, "Like", "Bob", true);
    bob.awaitBadge(13);
  }

  /** What the page shows can be pasted into a shell. */
  private static String run(String command) throws IOException, InterruptedException {
    var process = new ProcessBuilder("sh", "-c", command).start();
    var said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).isZero();
    return said;
  }

  private static void offlineAndBack(Page page, Person ada, Person bob) {
    ada.toggle();
    ada.awaitState("stopped");
    send(page, "Like", "Both", true);
    bob.awaitBadge(23);
    ada.awaitBadge(3);
    ada.toggle();
    ada.awaitState("live");
    ada.awaitBadge(13);
  }

  private Server restarted(Server server, Database database, Page page, Person ada, Person bob)
      throws Exception {
    server.kill();
    ada.awaitState("waiting");
    bob.awaitState("waiting");
    var second = start(database);
    ada.awaitState("live");
    bob.awaitState("live");
    expect(ada.card().locator(".state")).containsText("websocket");
    send(page, "Comment", "Both", false);
    ada.awaitBadge(14);
    bob.awaitBadge(24);
    return second;
  }

  private static void looks(Page page, Person ada, Person bob) {
    page.locator(".bob .desk .bell").click();
    expect(page.locator(".bob .desk").getByRole(AriaRole.ARTICLE).first()).isVisible();
    page.locator(".bob .desk").getByText("Mark all as read").click();
    bob.awaitCount("unread", 0);
    page.keyboard().press("Escape");
    send(page, "Follow", "Both", false);
    send(page, "Comment", "Both", false);
    page.locator(".bob .desk .bell").click();
    bob.awaitCount("unseen", 0);
    ada.awaitBadge(16);
    shoot(page, "demo-light");
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    shoot(page, "demo-dark");
    page.keyboard().press("Escape");
    page.setViewportSize(390, 1200);
    shoot(page, "demo-mobile");
  }

  private static void shoot(Page page, String name) {
    var path = SCREENSHOTS.resolve(name + ".jpg");
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(path)
            .setType(ScreenshotType.JPEG)
            .setQuality(80)
            .setAnimations(ScreenshotAnimations.DISABLED));
    assertThat(path).isNotEmptyFile();
  }

  @Test
  void it_is_no_part_of_what_is_deployed() throws IOException {
    try (var war = new ZipFile(System.getProperty("belfry.war"));
        var pages = Files.list(PAGES)) {
      assertThat(war.stream().map(entry -> entry.getName()))
          .isNotEmpty()
          .noneMatch(name -> name.contains("demo"));
      assertThat(pages.map(page -> page.getFileName().toString()))
          .contains("index.html")
          .noneMatch(page -> page.endsWith(".html") && war.getEntry(page) != null);
    }
  }
}
