package org.belfry.live;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.model.Frame;
import org.belfry.problem.CloseCode;

/** What the other side of a connection has, and whether it came as it was promised. */
final class FakeClient implements Transport {

  /** The changes since it began, or was told to begin anew. */
  final List<String> has = new ArrayList<>();

  private final DeterministicScheduler scheduler;
  private final int mostAtOnce;

  /** Whether writes may fail or never end, and pings go unanswered. */
  private final boolean isRough;

  Connection connection;
  Runnable pinged = () -> {};
  CloseCode closed;
  boolean caughtUp;
  String epoch;
  long begunAfter;
  long last;
  int replies;
  boolean isWriting;
  private boolean greeted;

  FakeClient(DeterministicScheduler scheduler, int mostAtOnce, boolean isRough) {
    this.scheduler = scheduler;
    this.mostAtOnce = mostAtOnce;
    this.isRough = isRough;
  }

  void beginsAfter(long number) {
    begunAfter = number;
    last = number;
  }

  @Override
  public String transport() {
    return "websocket";
  }

  @Override
  public void write(List<Frame> frames, Written written) {
    scheduler.check(!isWriting, "one write at a time");
    scheduler.check(!connection.isGone(), "nothing is written after the end");
    scheduler.check(!Thread.holdsLock(connection), "no write under the lock");
    var size = frames.stream().mapToInt(frame -> frame.json().length()).sum();
    scheduler.check(size <= mostAtOnce, "what waits is bounded, " + size);
    isWriting = true;
    frames.forEach(this::take);
    scheduler.preempt();
    if (isRough && scheduler.oneIn(30)) {
      return; // it never ends
    }
    var error = isRough && scheduler.oneIn(30) ? new IOException("as it comes") : null;
    scheduler.nowOrLater(
        () -> {
          isWriting = false;
          written.done(error);
        });
  }

  private void take(Frame frame) {
    switch (frame.event()) {
      case HELLO -> {
        scheduler.check(!greeted, "one greeting");
        greeted = true;
      }
      case OK -> {
        replies++;
        scheduler.check(frame.cursor() == null, "no reply moves the cursor");
      }
      case RESET -> {
        epoch = frame.cursor().epoch();
        beginsAfter(frame.cursor().head());
        has.clear();
      }
      case CAUGHT_UP -> {
        scheduler.check(
            last == frame.cursor().head(),
            "caught up at " + frame.cursor().head() + " with all, " + last);
        epoch = frame.cursor().epoch();
        caughtUp = true;
      }
      default -> {
        scheduler.check(greeted, "no change before the greeting");
        var isNext = frame.cursor().head() == last || frame.cursor().head() == last + 1;
        scheduler.check(isNext, "in order, but " + last + " and then " + frame.cursor().head());
        has.add(frame.json());
        epoch = frame.cursor().epoch();
        last = frame.cursor().head();
      }
    }
  }

  @Override
  public void ping() {
    if (!isRough || !scheduler.oneIn(3)) {
      scheduler.execute(pinged);
    }
  }

  @Override
  public boolean answersPings() {
    return true;
  }

  @Override
  public void close(CloseCode why) {
    scheduler.check(closed == null, "closed once");
    closed = why;
  }
}
