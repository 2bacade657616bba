package org.belfry.websocket;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Closes WebSockets so that nothing of them is left: neither a session nor a TCP connection. */
public final class SocketCloser {

  private static final Logger LOG = System.getLogger(SocketCloser.class.getName());

  /** How long a client that does not read may keep a closed socket open. */
  private static final long LINGER_MILLIS = 10_000;

  /** A client has this long to answer the close frame, where ending the connection is ours. */
  private static final long ANSWER_MILLIS = 200;

  private static final long STOP_MILLIS = 2_000;

  /** How often to look whether a connection has ended. */
  private static final long LOOK_MILLIS = 500;

  private final ScheduledThreadPoolExecutor schedule;
  private final Set<CompletableFuture<Void>> endings = ConcurrentHashMap.newKeySet();

  public SocketCloser(ThreadFactory threads) {
    schedule = new ScheduledThreadPoolExecutor(1, threads, new DiscardPolicy());
  }

  /** To be called by an endpoint while the session opens. */
  public Closing opened(Session session) {
    return new Closing(session, PayaraSocket.of(session));
  }

  /** Returns when the sockets that have been closed have ended, at the latest after 2 s. */
  public void awaitEnded() throws InterruptedException {
    try {
      CompletableFuture.allOf(endings.toArray(CompletableFuture[]::new))
          .get(STOP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(Level.DEBUG, "sockets are left to the server", e);
    }
  }

  /** Leaves what has not ended to the server. */
  public void stop() {
    schedule.shutdownNow();
  }

  /** The end of one WebSocket. */
  public final class Closing {

    private final Session session;
    private final PayaraSocket payara;
    private final CompletableFuture<Void> ending = new CompletableFuture<>();

    private Closing(Session session, PayaraSocket payara) {
      this.session = session;
      this.payara = payara;
    }

    /**
     * Bounds what is left to 10 s of silence: a peer that has stopped reading lets no last frame
     * leave, and never answers the close frame.
     */
    public void linger() {
      try {
        session.setMaxIdleTimeout(LINGER_MILLIS);
      } catch (RuntimeException e) {
        LOG.log(Level.DEBUG, "a socket was gone before it was closed", e);
      }
    }

    /** Says goodbye; does not wait for the answer. */
    public void close(CloseCode code, String reason) {
      linger();
      try {
        session.close(new CloseReason(code, reason));
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.DEBUG, "a socket was gone before it was closed", e);
      }
    }

    /** To be called by the endpoint when the session has closed or failed, whoever closed it. */
    public void closed() {
      if (payara != null && endings.add(ending)) {
        ending.whenComplete((nothing, error) -> endings.remove(ending));
        after(ANSWER_MILLIS, this::end);
      }
    }

    private void end() {
      payara.end();
      look(LINGER_MILLIS);
    }

    private void look(long left) {
      if (!payara.isInUse()) {
        payara.release();
        ending.complete(null);
        return;
      }
      if (left == 0) {
        payara.abort();
      }
      if (left < -LINGER_MILLIS) {
        ending.complete(null);
      } else {
        after(LOOK_MILLIS, () -> look(left - LOOK_MILLIS));
      }
    }

    private void after(long millis, Runnable step) {
      schedule.schedule(step, millis, TimeUnit.MILLISECONDS);
    }
  }
}
