package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.belfry.cluster.Announcer;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * What falls due in inboxes by time alone is done before anybody reads or changes them, as a change
 * like any other: so nobody sees an item that has expired. The sweep is for inboxes that are only
 * listened to, and after these for all. The rules say what there is to do.
 */
@Singleton
public class Upkeep {

  /** How long one sweep works; the next one goes on where it ended. */
  private static final Duration SWEEP = Duration.ofSeconds(10);

  /** How long a reader waits for inboxes that are locked, without a connection. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Duration BETWEEN = Duration.ofMillis(20);

  /** In this order. */
  private static final List<UpkeepRule> RULES = List.of(new Expiry());

  /**
   * Whether something is due in the inbox {@code i}; the parameter is the time. The column has the
   * name of the first rule, because older nodes beside this one look for that.
   */
  public static final String DUE = "i.next_expiry <= ?";

  /** Whether nothing is. */
  public static final String NOT_DUE = "(i.next_expiry is null or i.next_expiry > ?)";

  private static final String NEXT =
      """
      update inbox i set next_expiry = least(%s)
       where i.user_id = any (?::text[])
      returning i.user_id, %s
      """
          .formatted(
              RULES.stream().map(UpkeepRule::nextDue).collect(Collectors.joining(", ")), DUE);

  /**
   * What was done in some inboxes in one transaction.
   *
   * @param due inboxes in which there is more to do
   * @param locked inboxes that were left out, because somebody else works on them
   */
  public record Done(List<Removal.Removed> removed, List<UserId> due, List<UserId> locked) {

    /** Whether there is more to do in an inbox that was locked. */
    boolean more() {
      return !due.isEmpty();
    }
  }

  private final Store store;
  private final Announcer announcer;
  private final Clock clock;
  private final Isolation isolation;
  private final Pace pace;
  private final DueInboxes dueInboxes = new DueInboxes();

  @Inject
  Upkeep(Store store, Announcer announcer, Clock clock, Isolation isolation, Pace pace) {
    this.store = store;
    this.announcer = announcer;
    this.clock = clock;
    this.isolation = isolation;
    this.pace = pace;
  }

  /**
   * Does what is due, first in the inboxes that somebody listens to on this node. Comes to an end
   * after some seconds, whatever is left, so that those who have come to listen meanwhile are first
   * again.
   *
   * @param ofAll whether this node looks after the inboxes that nobody listens to, too
   */
  public void sweep(UUID node, boolean ofAll) throws SQLException {
    try {
      sweep(node, ofAll, System.nanoTime() + SWEEP.toNanos());
    } finally {
      dueInboxes.sweepEnded();
    }
  }

  private void sweep(UUID node, boolean ofAll, long end) throws SQLException {
    var portion = pace.begin();
    var due = oldest(node);
    sweep(due.whole() ? due.heard() : heard(node), portion, end);
    while (ofAll && !due.unheard().isEmpty() && System.nanoTime() < end) {
      sweep(due.unheard(), portion, end);
      due = oldest(node);
    }
  }

  private DueInboxes.Due oldest(UUID node) throws SQLException {
    return store.statement(
        Purpose.DUTY, connection -> dueInboxes.oldest(connection, clock.instant(), node));
  }

  private List<UserId> heard(UUID node) throws SQLException {
    return store.statement(
        Purpose.DUTY, connection -> dueInboxes.heard(connection, clock.instant(), node));
  }

  private void sweep(List<UserId> users, Portion portion, long end) throws SQLException {
    var left = new ArrayDeque<>(users);
    while (!left.isEmpty() && System.nanoTime() < end) {
      var some = next(left, portion.items());
      var failed =
          isolation.perform(
              Purpose.DUTY,
              some,
              user -> user,
              each -> {
                var done = performFree(Purpose.DUTY, each, portion);
                left.addAll(done.due());
                dueInboxes.passOver(done.locked());
              });
      dueInboxes.setAside(failed);
      portion.next();
    }
  }

  private static List<UserId> next(ArrayDeque<UserId> left, int items) {
    var some = new ArrayList<UserId>();
    while (some.size() < items && !left.isEmpty()) {
      some.add(left.remove());
    }
    return some;
  }

  /**
   * Does what is due in these inboxes, before somebody reads them. Who is locked for longer than a
   * reader waits is read as he is, and is seen to by whoever holds the lock.
   */
  public void perform(Collection<UserId> users) throws SQLException {
    var end = System.nanoTime() + PATIENCE_NANOS;
    var left = performOnce(users);
    while (!left.isEmpty() && System.nanoTime() < end) {
      pace.rest(BETWEEN);
      left = performOnce(left);
    }
  }

  /** Returns those that are locked. */
  private List<UserId> performOnce(Collection<UserId> users) throws SQLException {
    var portion = pace.begin();
    var left = new ArrayDeque<>(users);
    var locked = new ArrayList<UserId>();
    while (!left.isEmpty()) {
      isolation.perform(
          Purpose.READ,
          next(left, portion.items()),
          user -> user,
          each -> {
            var done = performFree(Purpose.READ, each, portion);
            left.addAll(done.due());
            locked.addAll(done.locked());
          });
      if (!left.isEmpty()) {
        portion.next();
      }
    }
    return locked;
  }

  private Done performFree(Purpose purpose, List<UserId> users, Portion portion)
      throws SQLException {
    return announced(
        store.jdbc(
            purpose,
            connection -> {
              var free = RowLocks.free(connection, users);
              portion.locked();
              var done = performLocked(connection, free, clock.instant(), portion.items());
              var locked = List.copyOf(RowLocks.taken(connection, users, free));
              return new Done(done.removed(), done.due(), locked);
            }));
  }

  private Done announced(Done done) {
    announcer.announce(done.removed().stream().map(Removal.Removed::change).toList());
    return done;
  }

  /** Changes so many items at most; the inboxes are locked already, in an earlier statement. */
  public static Done performLocked(
      Connection connection, Collection<UserId> users, Instant now, int items) throws SQLException {
    if (users.isEmpty()) {
      return new Done(List.of(), List.of(), List.of());
    }
    var removed = new ArrayList<Removal.Removed>();
    for (var rule : RULES) {
      removed.addAll(rule.perform(connection, users, now, items));
    }
    var due = new ArrayList<UserId>();
    try (var statement = connection.prepareStatement(NEXT)) {
      statement.setArray(1, connection.createArrayOf("text", UserId.values(users)));
      statement.setObject(2, now.atOffset(ZoneOffset.UTC));
      var rows = statement.executeQuery();
      while (rows.next()) {
        if (rows.getBoolean(2)) {
          due.add(UserId.stored(rows.getString(1)));
        }
      }
    }
    return new Done(removed, due, List.of());
  }
}
