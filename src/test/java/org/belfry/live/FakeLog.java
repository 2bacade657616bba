package org.belfry.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.Counts;
import org.belfry.inbox.CountsAt;
import org.belfry.inbox.read.LogPage;
import org.belfry.inbox.read.LogPosition;
import org.belfry.inbox.read.LogQuery;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.model.Cursor;
import org.belfry.model.Frame;
import org.belfry.model.FrameEvent;
import org.belfry.model.UserId;

/**
 * The log of one inbox in memory, read as the store reads it: a page of what lies after a cursor,
 * bulk changes in parts, and forks, after which an older cursor may be void. All of it is unread.
 */
final class FakeLog {

  static final int PAGE = 3;

  /** What a part of a bulk change says that is not the last. */
  static final String TO_BE_CONTINUED = "to be continued";

  /** A change that was committed. */
  record Change(UserId user, Cursor reached, Frame frame) implements Announcement {}

  /** One frame of the log; all parts of a bulk change but the last carry the head before it. */
  private record Part(long number, int part, boolean isLast, String frame) {

    long head() {
      return isLast ? number : number - 1;
    }
  }

  final UserId user;
  private final DeterministicScheduler scheduler;
  private final Map<String, Long> forks = new LinkedHashMap<>();
  private final List<Part> parts = new ArrayList<>();
  private String epoch = "e0";
  private long head;

  FakeLog(UserId user, DeterministicScheduler scheduler) {
    this.user = user;
    this.scheduler = scheduler;
  }

  String epoch() {
    return epoch;
  }

  long head() {
    return head;
  }

  /**
   * Commits the next change; large ones are not carried by their announcements.
   *
   * @param carries whether it is at hand for its announcement
   */
  Change commit(boolean carries) {
    head++;
    var count = scheduler.oneIn(5) ? 2 + scheduler.below(2 * PAGE) : 1;
    for (var part = 1; part <= count; part++) {
      var text = epoch + " " + head + " " + part + (part < count ? " " + TO_BE_CONTINUED : "");
      var frame = "{\"event\":\"notification\",\"what\":\"" + text + "\"}";
      parts.add(new Part(head, part, part == count, frame));
    }
    var last = parts.get(parts.size() - 1);
    return new Change(user, new Cursor(epoch, head), carries && count == 1 ? frame(last) : null);
  }

  private Frame frame(Part part) {
    return new Frame(FrameEvent.NOTIFICATION, part.frame(), new Cursor(epoch, part.head()));
  }

  /** Commits a bulk change of so many parts with this frame. */
  void commitBulk(int count, String frame) {
    head++;
    for (var part = 1; part <= count; part++) {
      parts.add(new Part(head, part, part == count, frame));
    }
  }

  /** What the sweep says: so far it goes. */
  Change stand() {
    return new Change(user, new Cursor(epoch, head), null);
  }

  /** The database was set back a little; up to there both histories are one. */
  void fork() {
    var kept = Math.max(0, head - scheduler.below(PAGE + 1));
    forks.put(epoch, kept);
    head = kept;
    parts.removeIf(part -> part.number() > kept);
    epoch = "e" + forks.size();
  }

  /** Whether the number is of this history: no fork since that epoch lies before it. */
  private boolean holds(Cursor cursor) {
    var since = false;
    for (var fork : forks.entrySet()) {
      since |= fork.getKey().equals(cursor.epoch());
      if (since && cursor.head() > fork.getValue()) {
        return false;
      }
    }
    return true;
  }

  /** The frames of all changes after this number. */
  List<String> after(long number) {
    return parts.stream().filter(part -> part.number() > number).map(Part::frame).toList();
  }

  private Counts now() {
    return new Counts(epoch, head, 0, 0, 0);
  }

  LogPage page(LogQuery query) {
    var from = query.from();
    var cursor = from.whole().at(from.after());
    var isVoid =
        query.kind() == LogQuery.Kind.CHANGES
            && (cursor.epoch() != null && !holds(cursor) || cursor.head() > head);
    if (isVoid) {
      return new LogPage(now(), true, List.of(), LogPosition.behind(now().cursor()), false);
    }
    var found = parts.stream().filter(part -> isWanted(query, part)).limit(PAGE + 1).toList();
    var more = found.size() > PAGE;
    var shown = more ? found.subList(0, PAGE) : found;
    var entries =
        shown.stream()
            .map(part -> new LogPage.Entry(frame(part), new CountsAt(part.head(), 0, 0)))
            .toList();
    if (shown.isEmpty()) {
      return new LogPage(now(), false, entries, from, more);
    }
    var last = shown.get(shown.size() - 1);
    var whole = new Cursor(epoch, last.head());
    var next =
        last.isLast()
            ? LogPosition.behind(whole)
            : new LogPosition(whole, last.number(), last.part());
    return new LogPage(now(), false, entries, next, more);
  }

  /** Of unread items there are no parts: what the change is about is one item in this log. */
  private static boolean isWanted(LogQuery query, Part part) {
    if (query.kind() == LogQuery.Kind.CHANGES) {
      return part.number() > query.from().after()
          || part.number() == query.from().after() && part.part() > query.from().part();
    }
    var end = query.opening() == null ? Long.MAX_VALUE : query.opening().head();
    return part.isLast() && part.number() > query.from().after() && part.number() <= end;
  }
}
