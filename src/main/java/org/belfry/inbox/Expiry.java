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
import org.belfry.cluster.Announcer;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * Items past their {@code expiresAt} leave, as a change like any other. Whoever reads or changes an
 * inbox that is due expires it first, so nobody sees an expired item; the sweep is for inboxes that
 * are only listened to, and after these for all.
 */
@Singleton
public class Expiry {

  /** How long one sweep works; the next one goes on where it ended. */
  private static final Duration SWEEP = Duration.ofSeconds(10);

  /** How long a reader waits for inboxes that are locked, without a connection. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Duration BETWEEN = Duration.ofMillis(20);

  private static final String EXPIRED =
      """
      select user_id, seq from item
       where user_id = any (?::text[]) and expires_at <= ? and removed_at is null limit ?
      """;

  private static final String NEXT =
      """
      update inbox i
         set next_expiry = (select min(t.expires_at) from item t
                             where t.user_id = i.user_id and t.expires_at is not null
                               and t.removed_at is null)
       where i.user_id = any (?::text[])
      returning i.user_id, i.next_expiry <= ?
      """;

  /**
   * What left some inboxes in one transaction.
   *
   * @param due inboxes in which there is more to expire
   * @param locked inboxes that were left out, because somebody else works on them
   */
  public record Expired(List<Removal.Removed> removed, List<UserId> due, List<UserId> locked) {

    /** Whether there is more to expire in an inbox that was locked. */
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
  Expiry(Store store, Announcer announcer, Clock clock, Isolation isolation, Pace pace) {
    this.store = store;
    this.announcer = announcer;
    this.clock = clock;
    this.isolation = isolation;
    this.pace = pace;
  }

  /**
   * Expires what is due, first in the inboxes that somebody listens to on this node. Comes to an
   * end after some seconds, whatever is left, so that those who have come to listen meanwhile are
   * first again.
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
                var expired = expireFree(Purpose.DUTY, each, portion);
                left.addAll(expired.due());
                dueInboxes.passOver(expired.locked());
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
   * Expires what is due in these inboxes, before somebody reads them. Who is locked for longer than
   * a reader waits is read as he is, and expires with whoever holds the lock.
   */
  public void expire(Collection<UserId> users) throws SQLException {
    var end = System.nanoTime() + PATIENCE_NANOS;
    var left = expireOnce(users);
    while (!left.isEmpty() && System.nanoTime() < end) {
      pace.rest(BETWEEN);
      left = expireOnce(left);
    }
  }

  /** Returns those that are locked. */
  private List<UserId> expireOnce(Collection<UserId> users) throws SQLException {
    var portion = pace.begin();
    var left = new ArrayDeque<>(users);
    var locked = new ArrayList<UserId>();
    while (!left.isEmpty()) {
      isolation.perform(
          Purpose.READ,
          next(left, portion.items()),
          user -> user,
          each -> {
            var expired = expireFree(Purpose.READ, each, portion);
            left.addAll(expired.due());
            locked.addAll(expired.locked());
          });
      if (!left.isEmpty()) {
        portion.next();
      }
    }
    return locked;
  }

  private Expired expireFree(Purpose purpose, List<UserId> users, Portion portion)
      throws SQLException {
    return announced(
        store.jdbc(
            purpose,
            connection -> {
              var free = RowLocks.free(connection, users);
              portion.locked();
              var expired = expireLocked(connection, free, clock.instant(), portion.items());
              var locked = List.copyOf(RowLocks.taken(connection, users, free));
              return new Expired(expired.removed(), expired.due(), locked);
            }));
  }

  private Expired announced(Expired expired) {
    announcer.announce(expired.removed().stream().map(Removal.Removed::change).toList());
    return expired;
  }

  /** Expires so many items at most; the inboxes are locked already, in an earlier statement. */
  public static Expired expireLocked(
      Connection connection, Collection<UserId> users, Instant now, int items) throws SQLException {
    if (users.isEmpty()) {
      return new Expired(List.of(), List.of(), List.of());
    }
    var locked = connection.createArrayOf("text", UserId.values(users));
    var time = now.atOffset(ZoneOffset.UTC);
    List<Removal.Place> expired;
    try (var statement = connection.prepareStatement(EXPIRED)) {
      statement.setArray(1, locked);
      statement.setObject(2, time);
      statement.setInt(3, items);
      expired = Removal.places(statement.executeQuery());
    }
    var removed = new Removal(connection, now).removeLocked(expired);
    var due = new ArrayList<UserId>();
    try (var statement = connection.prepareStatement(NEXT)) {
      statement.setArray(1, locked);
      statement.setObject(2, time);
      var rows = statement.executeQuery();
      while (rows.next()) {
        if (rows.getBoolean(2)) {
          due.add(UserId.stored(rows.getString(1)));
        }
      }
    }
    return new Expired(removed, due, List.of());
  }
}
