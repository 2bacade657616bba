package org.belfry.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemWriter;
import org.belfry.problem.RecentIncidents;

/**
 * Lets requests with a body go on once the body is there. Most have theirs when they come, and cost
 * nothing more; the others are gathered within bounds and without a thread, or refused.
 */
@Singleton
public class Bodies {

  /** The methods that have a body. */
  public static final Set<String> WITH_BODY = Set.of("POST", "PATCH", "PUT");

  private final BodySettings settings;
  private final BodyRules rules;
  private final BodyBudget budget;
  private final Counter gathered;
  private final RecentIncidents incidents;
  private final MeterRegistry meters;
  private final Set<Gathering> gatherings = ConcurrentHashMap.newKeySet();

  @Inject
  public Bodies(
      BodySettings settings, BodyRules rules, RecentIncidents incidents, MeterRegistry meters) {
    this.settings = settings;
    this.rules = rules;
    this.incidents = incidents;
    this.meters = meters;
    budget = new BodyBudget(settings);
    gathered = meters.counter("belfry.bodies.gathered");
    meters.gauge("belfry.bodies", budget, BodyBudget::bodies);
    meters.gauge("belfry.bodies.bytes", budget, BodyBudget::bytes);
  }

  BodySettings settings() {
    return settings;
  }

  /** Whether something comes after the headers, or may come: HTTP/2 need not say. */
  static boolean isExpected(HttpServletRequest request) {
    return request.getContentLengthLong() > 0
        || request.getHeader("Transfer-Encoding") != null
        || request.getContentLengthLong() < 0
            && request.getProtocol().startsWith("HTTP/2")
            && WITH_BODY.contains(request.getMethod());
  }

  /** Goes on with a request that has a body, now or when it is dispatched anew. */
  void admit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var in = request.getInputStream();
    // who has asked whether to send is told so by the first look into the stream
    var asks = request.getHeader("Expect") != null;
    var length = request.getContentLengthLong();
    if (!asks && !UpgradeOffer.isWebSocket(request) && length > 0 && in.available() >= length) {
      chain.doFilter(BodyRequest.whole(request), response);
      return;
    }
    GatheredBody body = null;
    try {
      body = begun(request, response, length);
      if (body != null && !asks) {
        readWhatIsThere(in, body);
      }
    } catch (Problem e) {
      close(body);
      body = null;
      refuse(request, response, e);
    }
    if (body == null) {
      leave(request, response, in, asks);
    } else if (in.isFinished() || body.size() == length) {
      proceed(request, response, chain, body);
    } else {
      gathered.increment();
      new Gathering(request, in, this, body).begin();
    }
  }

  /** Null when the request has been answered. */
  private GatheredBody begun(HttpServletRequest request, HttpServletResponse response, long length)
      throws IOException {
    var rule = UpgradeOffer.isWebSocket(request) ? BodyRule.NONE : rules.rule(request, response);
    if (rule == null) {
      return null;
    }
    if (length > rule.most() || rule.most() == 0) {
      throw GatheredBody.tooLarge(rule.most());
    }
    return new GatheredBody(rule.most(), budget.open(rule));
  }

  private static void readWhatIsThere(ServletInputStream in, GatheredBody body) throws IOException {
    while (in.available() > 0) {
      body.read(in);
    }
  }

  private static void close(GatheredBody body) {
    if (body != null) {
      body.close();
    }
  }

  private static void proceed(
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      GatheredBody body)
      throws IOException, ServletException {
    try {
      chain.doFilter(new BodyRequest(request, body), response);
    } finally {
      body.close();
    }
  }

  /** Goes on with a request that comes back from its gathering. */
  void resume(
      Gathering gathering,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    var body = gathering.body();
    if (body != null) {
      proceed(request, response, chain, body);
    } else if (gathering.refusal() != null) {
      refuse(request, response, gathering.refusal());
    }
  }

  /** Answers, and says that nothing more of this connection will be read. */
  void refuse(HttpServletRequest request, HttpServletResponse response, Problem why)
      throws IOException {
    var door = request.getMethod() + " " + request.getRequestURI();
    incidents.refused(door, why, request.getRemoteAddr());
    meters.counter("belfry.bodies.refused", "reason", why.code()).increment();
    rules.permit(request, response);
    response.setHeader("Connection", "close");
    ProblemWriter.write(response, why);
  }

  /** Lets the page that asks read a refusal, where it may ask here. */
  void permit(HttpServletRequest request, HttpServletResponse response) {
    rules.permit(request, response);
  }

  /** Ends a request that has been answered, whatever body it has. */
  void leave(HttpServletRequest request, HttpServletResponse response) throws IOException {
    leave(request, response, request.getInputStream(), request.getHeader("Expect") != null);
  }

  /** Ends a request that has been answered: its client may still be sending. */
  private void leave(
      HttpServletRequest request, HttpServletResponse response, ServletInputStream in, boolean asks)
      throws IOException {
    response.setHeader("Connection", "close");
    response.flushBuffer();
    if (!asks && request.isAsyncSupported() && gatherings.size() < 2 * settings.most()) {
      new Gathering(request, in, this, null).begin();
    }
  }

  void begun(Gathering gathering) {
    gatherings.add(gathering);
  }

  void ended(Gathering gathering) {
    gatherings.remove(gathering);
  }

  /** Ends those that come too slowly; to be called every second. */
  public void check() {
    var now = System.nanoTime();
    gatherings.forEach(gathering -> gathering.check(now));
  }

  /** Ends all that are not whole: the server stops. */
  public void stop() {
    gatherings.forEach(gathering -> gathering.end(Problem.restarting()));
  }
}
