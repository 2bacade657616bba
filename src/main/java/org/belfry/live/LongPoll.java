package org.belfry.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.UserId;
import org.belfry.problem.CloseCode;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/** A long poll: reads once, and once more when something has happened or its time is up. */
final class LongPoll implements Subscriber {

  /** Characters of one answer: a bulk change of about 100,000 items, which can't be cut. */
  private static final long LARGEST = 4 * 1024 * 1024;

  private final UserId user;
  private final Consumer<Subscriber> readers;
  private final Supplier<CompletionStage<Void>> map;
  private final long deadline;
  private final CompletableFuture<LogPage> answer = new CompletableFuture<>();

  /** Only touched while a read of this poll is under way, one at a time. */
  private final List<LogPage.Entry> gathered = new ArrayList<>();

  private long characters;

  // guarded by this
  private LogQuery query;
  private final Heard heard = new Heard();
  private boolean mapped;
  private boolean waiting;
  private boolean finishing;

  /**
   * @param readers read the log for it soon
   * @param map makes the poll known to the other nodes; only asked for when it has to wait
   */
  LongPoll(
      LogQuery query,
      Consumer<Subscriber> readers,
      Supplier<CompletionStage<Void>> map,
      long deadlineNanos) {
    this.query = query;
    this.readers = readers;
    this.map = map;
    user = query.user();
    deadline = deadlineNanos;
  }

  /** The page to answer with; completes exceptionally with a {@link Problem}. */
  CompletableFuture<LogPage> answer() {
    return answer;
  }

  @Override
  public UserId user() {
    return user;
  }

  @Override
  public boolean isGone() {
    return answer.isDone();
  }

  @Override
  public synchronized LogQuery query() {
    return query;
  }

  @Override
  public void read(LogPage page) {
    if (page.isVoid()) {
      answer.completeExceptionally(
          new Problem(ProblemKind.CURSOR_TOO_OLD, "this cursor is void; fetch the inbox afresh"));
      return;
    }
    if (page.changes().isEmpty() && !page.more() && gathered.isEmpty() && waitOn(page)) {
      return;
    }
    gathered.addAll(page.changes());
    characters += page.changes().stream().mapToLong(entry -> entry.frame().length()).sum();
    if (characters > LARGEST) {
      answer.completeExceptionally(
          new Problem(ProblemKind.CURSOR_TOO_OLD, "too much has changed; fetch the inbox afresh"));
      return;
    }
    if (page.next().isWithinAChange()) {
      // in the midst of a bulk change: an answer has to end with a whole one
      synchronized (this) {
        query = query.from(page);
      }
      readers.accept(this);
      return;
    }
    answer.complete(page.with(gathered));
  }

  /** False when time is up and the empty page is the answer. */
  private boolean waitOn(LogPage empty) {
    synchronized (this) {
      if (finishing || System.nanoTime() - deadline >= 0) {
        return false;
      }
      query = LogQuery.changes(user, empty.now().cursor());
      waiting = mapped && !heard.isBeyond(empty.now());
      if (waiting) {
        return true;
      }
    }
    if (mapped) {
      readers.accept(this);
    } else {
      map.get().whenComplete(this::mapped);
    }
    return true;
  }

  /**
   * Other nodes know of the poll now; what they did not tell until now is found by one more read.
   */
  private void mapped(Void written, Throwable error) {
    if (error != null) {
      failed(new IllegalStateException(error));
      return;
    }
    synchronized (this) {
      mapped = true;
    }
    readers.accept(this);
  }

  @Override
  public void announced(Announcement announcement) {
    announced(announcement, false);
  }

  @Override
  public void stands(Announcement head) {
    announced(head, true);
  }

  private void announced(Announcement what, boolean isHead) {
    synchronized (this) {
      if (!waiting) {
        heard.note(what);
        return;
      }
      var cursor = query.from().whole();
      if (isHead ? what.reached().equals(cursor) : cursor.covers(what.reached())) {
        return;
      }
      waiting = false;
    }
    readers.accept(this);
  }

  @Override
  public void failed(Exception reason) {
    answer.completeExceptionally(Problem.storeUnavailable(reason));
  }

  /** Time is up: one more look gives the counts of the empty answer. */
  @Override
  public void check(long nanos) {
    if (nanos - deadline >= 0) {
      finish();
    }
  }

  @Override
  public void close(CloseCode why) {
    if (why == CloseCode.ENDED) {
      answer.completeExceptionally(new Problem(ProblemKind.ENDED, why.reason()));
    } else {
      finish();
    }
  }

  private void finish() {
    synchronized (this) {
      finishing = true;
      if (!waiting) {
        return;
      }
      waiting = false;
    }
    readers.accept(this);
  }
}
