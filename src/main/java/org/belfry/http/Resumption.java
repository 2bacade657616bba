package org.belfry.http;

import jakarta.servlet.AsyncContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Dispatches an asynchronous request anew. On Payara not before the request's first thread has left
 * it: a dispatch that comes at the very moment of leaving is lost there, because neither side sees
 * the other's mark.
 */
final class Resumption {

  private static final String PAYARA = "org.apache.catalina.";
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  /** After that nobody is on the way out any more. */
  private static final long LEFT = TimeUnit.MILLISECONDS.toNanos(100);

  private Resumption() {}

  /**
   * @param begunAt when the request became asynchronous
   */
  static void resume(AsyncContext async, long begunAt) {
    var isPayara = async.getClass().getName().startsWith(PAYARA);
    if (isPayara && System.nanoTime() - begunAt < LEFT) {
      async.start(() -> resumeOnceLeft(async, begunAt));
    } else {
      async.dispatch();
    }
  }

  private static void resumeOnceLeft(AsyncContext async, long begunAt) {
    do {
      LockSupport.parkNanos(PAUSE);
    } while (!isLeft(async) && System.nanoTime() - begunAt < LEFT);
    LockSupport.parkNanos(PAUSE);
    async.dispatch();
  }

  /**
   * Whether the thread that made it asynchronous has returned: then it can't be set up any more.
   */
  private static boolean isLeft(AsyncContext async) {
    try {
      async.setTimeout(async.getTimeout());
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
