package org.belfry.it.client;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Route;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The page's own back end: it knows who is signed in and hands out tokens, or does what it should
 * not.
 */
public final class Session {

  /** The token-url of pages in this session. */
  public static final String TOKEN_URL = "token-of-this-session";

  private final Api api;
  private String user;
  private int seconds = 3600;
  private Consumer<Route> answer;
  private int asked;

  private Session(Api api) {
    this.api = api;
  }

  /** A session of this browser in which nobody is signed in yet. */
  public static Session of(BrowserContext context, Api api) {
    var session = new Session(api);
    context.route("**/" + TOKEN_URL, session::answer);
    return session;
  }

  /** From now on this user is signed in; nobody for null. */
  public Session is(String newUser) {
    user = newUser;
    answer = null;
    return this;
  }

  /** Tokens are good for so long. */
  public Session tokensLast(int newSeconds) {
    seconds = newSeconds;
    return this;
  }

  /** Answers so from now on, whoever is signed in. */
  public Session answers(int status, String body, Map<String, String> headers) {
    answer =
        route ->
            route.fulfill(
                new Route.FulfillOptions().setStatus(status).setBody(body).setHeaders(headers));
    return this;
  }

  /** Never answers. */
  public Session hangs() {
    answer = route -> {};
    return this;
  }

  /** How often it was asked. */
  public int asked() {
    return asked;
  }

  private void answer(Route route) {
    asked++;
    if (answer != null) {
      answer.accept(route);
    } else if (user == null) {
      route.fulfill(new Route.FulfillOptions().setStatus(401));
    } else {
      var body = "{\"token\":\"" + api.token(user, seconds) + "\"}";
      route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody(body));
    }
  }
}
