package org.belfry.it.client;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.List;
import java.util.Map;

/** A page with the client in it, which keeps all events it is told. */
public final class Tab {

  private static final String PAGE =
      """
      <!doctype html><html lang="en"><meta charset="utf-8"><title>test</title>
      <link rel="icon" href="data:,">
      <script type="module">
        import {Belfry} from './client/belfry.js';
        window.events = [];
        window.asked = 0;
        // lets a test decide what becomes of frames, and when a socket is closed
        window.tamper = (change) => {
          const Real = WebSocket;
          window.WebSocket = function (...to) {
            const real = new Real(...to);
            const socket = {
              send: text => real.send(text),
              close: code => real.close(code),
              tell: data => socket.onmessage?.({data}),
              cut: code => { real.onclose = null; real.close(); socket.onclose?.({code}); },
            };
            real.onopen = () => socket.onopen?.();
            real.onmessage = e => change(socket, e.data);
            real.onclose = e => socket.onclose?.({code: e.code});
            return socket;
          };
        };
        window.start = (token, options, renewed) => {
          const getToken = renewed && (() => (window.asked++, fetch('renewed-token').then(r => r.text())));
          window.belfry = new Belfry({token, getToken, ...options});
          for (const on of ['notification', 'changed', 'removed', 'counts', 'state', 'reset', 'user', 'frame'])
            belfry.on(on, detail => events.push({...detail, on}));
        };
      </script>
      """;

  private final Page page;

  private Tab(Page page) {
    this.page = page;
    page.setDefaultTimeout(40_000);
  }

  /** Opens an empty page of the server's own origin. */
  public static Tab open(BrowserContext context, Api api) {
    context.route(api.base() + "/test", Tab::fulfil);
    var tab = new Tab(context.newPage());
    tab.page.navigate(api.base() + "/test");
    tab.page.waitForFunction("() => window.start");
    return tab;
  }

  /** Answers with an empty page, wherever that is asked for. */
  public static void fulfil(Route route) {
    route.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody(PAGE));
  }

  public Page page() {
    return page;
  }

  /** Follows an inbox with a token that is not renewed. */
  public Tab follow(String token, Object... options) {
    page.evaluate("([token, options]) => start(token, options)", List.of(token, map(options)));
    return this;
  }

  /** Follows an inbox, fetching tokens from {@code renewed-token}. */
  public Tab followRenewing(Object... options) {
    page.evaluate("options => start(null, options, true)", map(options));
    return this;
  }

  /** Follows the inbox of whoever is signed in; see {@link Session}. */
  public Tab followSession(Object... options) {
    var all = map(options);
    all.put("tokenUrl", Session.TOKEN_URL);
    page.evaluate("options => start(undefined, options)", all);
    return this;
  }

  private static Map<String, Object> map(Object... options) {
    var map = new java.util.HashMap<String, Object>();
    for (var i = 0; i < options.length; i += 2) {
      map.put((String) options[i], options[i + 1]);
    }
    return map;
  }

  public Tab awaitState(String state) {
    page.waitForFunction("state => belfry.state.state === state", state);
    return this;
  }

  public Tab awaitLive() {
    return awaitState("live");
  }

  public Tab awaitHead(int head) {
    page.waitForFunction("head => belfry.head >= head", head);
    return this;
  }

  public Tab awaitCounts(int unread, int unseen) {
    page.waitForFunction(
        "([unread, unseen]) => belfry.counts.unread === unread && belfry.counts.unseen === unseen",
        List.of(unread, unseen));
    return this;
  }

  public Tab await(String expression) {
    page.waitForFunction(expression);
    return this;
  }

  /** The heads of the events of a kind, in the order in which they came. */
  @SuppressWarnings("unchecked")
  public List<Integer> heads(String event) {
    return (List<Integer>)
        page.evaluate("on => events.filter(e => e.on === on).map(e => e.head)", event);
  }

  /** Does to the page what the browser does when it is looked at again. */
  public Tab look() {
    page.evaluate("() => { dispatchEvent(new Event('focus')) }");
    return this;
  }

  /** What the page was told by {@code user} events, in order; null for nobody. */
  @SuppressWarnings("unchecked")
  public List<String> users() {
    return (List<String>) page.evaluate("events.filter(e => e.on === 'user').map(e => e.user)");
  }

  /** The states, in the order in which they came. */
  @SuppressWarnings("unchecked")
  public List<String> states() {
    return (List<String>)
        page.evaluate("events.filter(e => e.on === 'state').map(e => e.reason ?? e.state)");
  }

  public Object evaluate(String expression) {
    return page.evaluate(expression);
  }
}
