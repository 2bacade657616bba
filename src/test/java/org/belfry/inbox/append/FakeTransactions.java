package org.belfry.inbox.append;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.belfry.interleaving.DeterministicScheduler;
import org.belfry.model.UserId;

/**
 * The store of appends in memory: inboxes that somebody holds locked, drafts that it refuses,
 * counts that are wrong, and times at which it is away. A transaction is whole or has not been.
 */
final class FakeTransactions extends AppendTransactions {

  final Map<UserId, List<Pending>> inboxes = new HashMap<>();
  final Set<UserId> locked = new HashSet<>();
  boolean isAway;
  private final DeterministicScheduler scheduler;
  private final int mostItems;

  /** The inboxes of each transaction that is under way. */
  private final List<Set<UserId>> underWay = new ArrayList<>();

  FakeTransactions(DeterministicScheduler scheduler, int mostItems) {
    super(null, null, null, null, new SimpleMeterRegistry());
    this.scheduler = scheduler;
    this.mostItems = mostItems;
  }

  @Override
  Committed all(List<Pending> batch) throws SQLException {
    var users = AppendBatch.users(batch);
    scheduler.preempt();
    if (isTaken(users)) {
      throw new SQLException("a lock", "55P03");
    }
    return commit(batch, List.of());
  }

  @Override
  Committed free(List<Pending> batch) throws SQLException {
    scheduler.preempt();
    var blocked = new HashSet<UserId>();
    AppendBatch.users(batch).stream().filter(user -> isTaken(Set.of(user))).forEach(blocked::add);
    var drafts = new ArrayList<Pending>();
    var left = new ArrayList<Pending>();
    batch.forEach(pending -> (isBlocked(pending, blocked) ? left : drafts).add(pending));
    return commit(drafts, left);
  }

  @Override
  Committed mended(Pending pending) throws SQLException {
    scheduler.preempt();
    if (isTaken(Set.copyOf(pending.draft.recipients()))) {
      throw new SQLException("a lock", "55P03");
    }
    // with the counts as they should be it is like any other
    return stored(List.of(pending), List.of());
  }

  private boolean isTaken(Set<UserId> users) {
    return users.stream()
        .anyMatch(
            user -> locked.contains(user) || underWay.stream().anyMatch(s -> s.contains(user)));
  }

  private Committed commit(List<Pending> drafts, List<Pending> left) throws SQLException {
    var items = drafts.stream().mapToInt(Pending::size).sum();
    scheduler.check(drafts.size() <= 1 || items <= mostItems, "batches are bounded");
    if (isAway) {
      throw new SQLException("away", "08006");
    }
    if (scheduler.oneIn(20)) {
      throw new SQLException("a deadlock", "40P01");
    }
    if (scheduler.oneIn(80)) {
      throw new OutOfMemoryError("as it comes");
    }
    for (var pending : drafts) {
      switch (pending.draft.content().title()) {
        case "refused" -> throw new SQLException("not storable", "22021");
        case "counts" -> throw new SQLException("violates inbox_counts", "23514");
        default -> {}
      }
    }
    return stored(drafts, left);
  }

  /** Others come in between while it holds its locks, and once more before its end is known. */
  private Committed stored(List<Pending> drafts, List<Pending> left) {
    var users = AppendBatch.users(drafts);
    underWay.add(users);
    scheduler.preempt();
    for (var pending : drafts) {
      scheduler.check(!pending.answer.isDone(), "no answer before the commit");
      for (var user : pending.draft.recipients()) {
        inboxes.computeIfAbsent(user, any -> new ArrayList<>()).add(pending);
      }
    }
    underWay.remove(users);
    scheduler.preempt();
    return new Committed(
        drafts, left, new AppendBatch.Outcome(List.of(), Map.of(), Map.of(), drafts.size()));
  }
}
