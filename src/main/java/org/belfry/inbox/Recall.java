package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.belfry.cluster.Announcer;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * Takes a notification out of all its inboxes, so many a transaction, and notes at last that it is
 * recalled: one that was cut off is done by asking again. No transaction locks inboxes and the
 * notification, so it meets a purge in no order.
 */
@Singleton
class Recall {

  private static final String NOTE =
      "update notification set recalled_at = ? where id = ? and recalled_at is null";

  /** How long inboxes that are locked are waited for, without a connection. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(3);

  private static final Duration BETWEEN = Duration.ofMillis(50);

  private final Store store;
  private final Announcer announcer;
  private final Clock clock;
  private final Isolation isolation;
  private final Pace pace;

  @Inject
  Recall(Store store, Announcer announcer, Clock clock, Isolation isolation, Pace pace) {
    this.store = store;
    this.announcer = announcer;
    this.clock = clock;
    this.isolation = isolation;
    this.pace = pace;
  }

  /**
   * Recalls a notification that is in these places.
   *
   * @return whether it was this call that did it: of several at once one does
   * @throws org.belfry.problem.Problem 503 when an inbox was locked for too long; the others are
   *     done
   */
  boolean perform(UUID id, List<Removal.Place> places) throws SQLException {
    var end = System.nanoTime() + LONGEST_NANOS;
    var left = remove(places);
    while (!left.isEmpty()) {
      if (System.nanoTime() > end) {
        throw StoreFailure.busy();
      }
      pace.rest(BETWEEN);
      left = remove(left);
    }
    return store.statement(
            Purpose.ACTION,
            connection -> {
              try (var statement = connection.prepareStatement(NOTE)) {
                statement.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
                statement.setObject(2, id);
                return statement.executeUpdate();
              }
            })
        == 1;
  }

  /** Returns the places that were passed over. */
  private List<Removal.Place> remove(List<Removal.Place> places) throws SQLException {
    var portion = pace.begin();
    var passedOver = new ArrayList<Removal.Place>();
    var failed = new ArrayList<Removal.Place>();
    var from = 0;
    while (from < places.size()) {
      var some = places.subList(from, Math.min(from + portion.items(), places.size()));
      failed.addAll(
          isolation.perform(
              Purpose.ACTION,
              some,
              Removal.Place::user,
              each -> passedOver.addAll(remove(each, portion))));
      from += some.size();
      if (from < places.size()) {
        portion.next();
      }
    }
    if (!failed.isEmpty()) {
      throw new IllegalStateException(
          failed.size() + " inboxes of a recall can't be worked on; the others are done");
    }
    return passedOver;
  }

  private List<Removal.Place> remove(List<Removal.Place> places, Portion portion)
      throws SQLException {
    record Removed(List<Removal.Removed> removed, Set<UserId> locked) {}
    var users = places.stream().map(Removal.Place::user).toList();
    var outcome =
        store.jdbc(
            Purpose.ACTION,
            connection -> {
              var locked = RowLocks.free(connection, users);
              portion.locked();
              var free = places.stream().filter(place -> locked.contains(place.user())).toList();
              return new Removed(
                  new Removal(connection, clock.instant()).removeLocked(free), locked);
            });
    announcer.announce(outcome.removed().stream().map(Removal.Removed::change).toList());
    return places.stream().filter(place -> !outcome.locked().contains(place.user())).toList();
  }
}
