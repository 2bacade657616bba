package org.belfry.it.client;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Map;

/** A page with a bell on it. */
public final class Bell {

  private static final int PATIENCE = 40_000;

  private static final String PAGE =
      """
      <!doctype html><html lang="en"><meta charset="utf-8"><title>a page with a bell</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <link rel="icon" href="data:,">
      <style>
        body { margin: 0; background: light-dark(#f3f5f9, #11131a) }
        header { display: flex; justify-content: flex-end; padding: 12px 20px;
          background: light-dark(#fff, #1a1d26); color: light-dark(#111, #eee) }
      </style>
      <script type="module">import './client/belfry-bell.js'</script>
      <header><belfry-bell token="%s" %s>%s</belfry-bell></header>
      <main><h1 hidden>Page</h1></main>
      """;

  /** A strict content policy, as pages of other people may have. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self' ws:; frame-src 'self'";

  private static final String OTHER_PAGE =
      """
      <!doctype html><html lang="%language%"><meta charset="utf-8"><title>Shop</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href=".%styles%">
      <script type="module" src="./client/belfry-bell.js"></script>
      <script type="module" src="./client/belfry-inbox.js"></script>
      %body%
      """;

  private final Page page;

  private Bell(Page page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
  }

  /** Opens a page whose bell has this token. */
  public static Bell open(BrowserContext context, Api api, String token) {
    return open(context, api, token, "", "");
  }

  /** The same with further attributes and children of the bell. */
  public static Bell open(
      BrowserContext context, Api api, String token, String attributes, String children) {
    var address = api.base() + "/page-of-" + token.hashCode() + "-" + attributes.hashCode();
    var html = PAGE.formatted(token, attributes, children);
    context.route(address, route -> route.fulfill(html(html)));
    var bell = new Bell(context.newPage());
    bell.page.navigate(address);
    return bell.awaitLive();
  }

  /**
   * Opens a page as somebody else might have made it: with styles and contents of its own, in which
   * {@code %bell%} is a bell, and under a strict content policy.
   */
  public static Bell in(
      BrowserContext context, Api api, String token, String language, String styles, String body) {
    var path = "/page-" + (language + styles + body + token).hashCode();
    var bell = "<belfry-bell token='%s'></belfry-bell>".formatted(token);
    var html =
        OTHER_PAGE
            .replace("%language%", language)
            .replace("%styles%", path + ".css")
            .replace("%body%", body)
            .replace("%bell%", bell)
            .replace("%token%", token);
    context.route(
        api.base() + path + ".css",
        route -> route.fulfill(html(styles).setContentType("text/css")));
    context.route(
        api.base() + path,
        route -> route.fulfill(html(html).setHeaders(Map.of("Content-Security-Policy", POLICY))));
    var opened = new Bell(context.newPage());
    opened.page.addInitScript(
        "window.violations = []; addEventListener('securitypolicyviolation',"
            + " e => violations.push(e.violatedDirective + ' ' + e.blockedURI))");
    opened.page.navigate(api.base() + path);
    return opened.awaitLive();
  }

  /** The bell of a page that is open already. */
  public static Bell at(Page page) {
    return new Bell(page);
  }

  private static Route.FulfillOptions html(String body) {
    return new Route.FulfillOptions().setContentType("text/html").setBody(body);
  }

  public Bell awaitLive() {
    page.waitForFunction(
        "() => document.querySelector('belfry-bell')?.belfry?.state.state === 'live'");
    return this;
  }

  public Page page() {
    return page;
  }

  public Locator button() {
    return page.locator("belfry-bell .bell");
  }

  public Locator badge() {
    return page.locator("belfry-bell .badge");
  }

  public Locator dialog() {
    return page.getByRole(AriaRole.DIALOG);
  }

  public Locator items() {
    return page.getByRole(AriaRole.ARTICLE);
  }

  /** The item with this title. */
  public Locator item(String title) {
    return items().filter(new Locator.FilterOptions().setHasText(title));
  }

  public Locator toasts() {
    return page.locator(".toast");
  }

  /** What a person does with an item who has a mouse. */
  public Locator action(String title, String name) {
    item(title).hover();
    return item(title).getByLabel(name);
  }

  /** A property of an element's computed style. */
  public static String css(Locator locator, String property) {
    return (String) locator.evaluate("(e, name) => getComputedStyle(e)[name]", property);
  }

  /** What the page's content policy forbade. */
  public List<?> violations() {
    return (List<?>) page.evaluate("window.violations");
  }

  public Bell show() {
    button().click();
    expect(dialog()).isVisible();
    return this;
  }

  public static LocatorAssertions expect(Locator locator) {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    return PlaywrightAssertions.assertThat(locator);
  }

  /** The number on the badge; empty for none. */
  public Bell awaitBadge(String number) {
    if (number.isEmpty()) {
      expect(badge()).isHidden();
    } else {
      expect(badge()).hasText(number);
    }
    return this;
  }
}
