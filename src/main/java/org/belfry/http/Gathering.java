package org.belfry.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/**
 * One body on its way in, with no thread. When it is whole, or is not going to be, the request is
 * dispatched anew. What comes of a body that is refused already is thrown away for a moment,
 * because a client that is still sending would not see the answer if the server hung up on it.
 */
final class Gathering implements ReadListener, AsyncListener {

  /** How long what comes of a refused body is thrown away. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** The container's own deadline, should nobody keep ours. */
  private static final Duration LATER = Duration.ofSeconds(5);

  /** Bytes; who sends more will not look at the answer. */
  private static final int MOST_THROWN_AWAY = 1024 * 1024;

  /** Whatever is read here is nobody's. */
  private static final byte[] NOWHERE = new byte[16 * 1024];

  private static final String ATTRIBUTE = Gathering.class.getName();

  private final HttpServletRequest request;
  private final ServletInputStream in;
  private final Bodies bodies;
  private final BodySettings settings;
  private final long begunAt = System.nanoTime();
  private AsyncContext async;

  // guarded by this
  private GatheredBody body;
  private Problem refusal;
  private long refusedAt = begunAt;
  private int thrownAway;
  private boolean ended;

  /**
   * @param body what has come so far; null when the request has been answered
   */
  Gathering(HttpServletRequest request, ServletInputStream in, Bodies bodies, GatheredBody body) {
    this.request = request;
    this.in = in;
    this.bodies = bodies;
    this.body = body;
    settings = bodies.settings();
  }

  /** The one that a request comes back from; null when it comes for the first time. */
  static Gathering of(HttpServletRequest request) {
    return (Gathering) request.getAttribute(ATTRIBUTE);
  }

  HttpServletRequest request() {
    return request;
  }

  /** Reads on as more comes; the last thing to be done with a request in its thread. */
  void begin() {
    request.setAttribute(ATTRIBUTE, this);
    try {
      async = request.startAsync();
      async.setTimeout((body == null ? PATIENCE : settings.longest()).plus(LATER).toMillis());
      async.addListener(this);
      bodies.begun(this);
      in.setReadListener(this);
    } catch (RuntimeException e) {
      bodies.ended(this);
      close();
      throw e;
    }
  }

  /** What was gathered; null when the request is refused or has been answered. */
  synchronized GatheredBody body() {
    return body;
  }

  /** Why the request is refused; null when it is not, or has been answered. */
  synchronized Problem refusal() {
    return refusal;
  }

  @Override
  public void onDataAvailable() throws IOException {
    if (read()) {
      end(null);
    }
  }

  /** Reads what there is; true when the body is whole. */
  private synchronized boolean read() throws IOException {
    while (!ended && thrownAway < MOST_THROWN_AWAY && in.isReady()) {
      try {
        if (body == null) {
          thrownAway += in.read(NOWHERE);
        } else if (body.read(in) < 0 || body.size() == request.getContentLengthLong()) {
          return true;
        }
      } catch (Problem e) {
        refuse(e);
      }
    }
    return false;
  }

  private void refuse(Problem why) {
    refusal = why;
    refusedAt = System.nanoTime();
    body.close();
    body = null;
  }

  @Override
  public void onAllDataRead() {
    end(null);
  }

  @Override
  public void onError(Throwable error) {
    end(new Problem(ProblemKind.UNREADABLE_BODY, "the body did not come whole").withCause(error));
  }

  /** Looks at the deadline and the rate. */
  void check(long nanos) {
    if (isLate(nanos)) {
      end(tooSlow());
    }
  }

  private synchronized boolean isLate(long nanos) {
    if (body == null) {
      return nanos - refusedAt > PATIENCE.toNanos();
    }
    return settings.isLate(Duration.ofNanos(nanos - begunAt), body.size());
  }

  private static Problem tooSlow() {
    return new Problem(ProblemKind.TOO_SLOW, "the body came too slowly");
  }

  /** Goes on with the request; the first call counts. */
  void end(Problem why) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      if (why != null && body != null) {
        refuse(why);
      }
    }
    bodies.ended(this);
    Resumption.resume(async, begunAt);
  }

  /** Gives back what it holds. */
  synchronized void close() {
    ended = true;
    if (body != null) {
      body.close();
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    end(tooSlow());
  }

  @Override
  public void onError(AsyncEvent event) {
    onError(event.getThrowable());
  }

  /** However it has ended. */
  @Override
  public void onComplete(AsyncEvent event) {
    bodies.ended(this);
    close();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
