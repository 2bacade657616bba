package org.belfry.inbox.append;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.belfry.cluster.Announcement;
import org.belfry.inbox.DueInboxes;
import org.belfry.inbox.Expiry;
import org.belfry.inbox.RowLocks;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;

/**
 * One append transaction. A plain batch is one statement. Drafts that collapse need their inboxes
 * locked first, and one inbox at most once a round; drafts with an idempotency key claim it first.
 */
final class AppendBatch {

  /**
   * What became of the batch: drafts in neither map were appended just now.
   *
   * @param answers drafts that an earlier request had stored already
   * @param refusals drafts that were not stored
   */
  record Outcome(
      List<Announcement> announcements,
      Map<Pending, Receipt> answers,
      Map<Pending, Problem> refusals,
      int items) {}

  /** More than this goes on with the sweep: others wait for this append. */
  private static final int EXPIRED_AT_ONCE = 1_000;

  /** In one of the inboxes something has to expire before anything is appended. */
  static final class ExpiryDue extends RuntimeException {
    private static final long serialVersionUID = 1;

    ExpiryDue() {
      super("an inbox is due to expire", null, false, false);
    }
  }

  /**
   * How long an append waits for the lock of an inbox; set within the statement, that it needs no
   * round trip. A draft that meets a longer one waits by itself, and not with the whole batch.
   */
  static final int PATIENCE_MILLIS = 250;

  private final Connection connection;
  private final Instant now;
  private final Collapse collapse;
  private final AppendStatement statement;
  private boolean expiresFirst;

  /**
   * @param expiresFirst whether it looks for what is due in the inboxes and expires that; else it
   *     throws {@link ExpiryDue} when it meets some
   */
  AppendBatch(Connection connection, Instant now, boolean expiresFirst) {
    this.connection = connection;
    this.now = now;
    this.expiresFirst = expiresFirst;
    collapse = new Collapse(connection, now);
    statement = new AppendStatement(connection);
  }

  Outcome append(List<Pending> batch) throws SQLException {
    var outcome = new Outcome(new ArrayList<>(), new HashMap<>(), new HashMap<>(), items(batch));
    if (!isOneStatement(batch)) {
      RowLocks.patience(connection, PATIENCE_MILLIS);
    }
    var drafts = inTime(batch, outcome);
    lock(drafts, outcome.announcements());
    for (var round : rounds(drafts)) {
      var counts = collapse(round, outcome.announcements());
      var arrived = statement.append(new AppendColumns(round, counts), expiresFirst ? null : now);
      if (arrived.isEmpty()) {
        throw new ExpiryDue();
      }
      outcome.announcements().addAll(arrived);
    }
    return outcome;
  }

  /**
   * The drafts that are to be appended. Only here it is seen whether one has expired, behind its
   * key: who sends again what was stored in time gets the stored answer.
   */
  private List<Pending> inTime(List<Pending> batch, Outcome outcome) throws SQLException {
    var keys = new IdempotencyKeys(connection, now);
    var drafts = keys.claim(batch, outcome);
    var late = drafts.stream().filter(this::hasExpired).toList();
    if (late.isEmpty()) {
      return drafts;
    }
    keys.giveBack(late);
    late.forEach(pending -> outcome.refusals().put(pending, expired()));
    return drafts.stream().filter(pending -> !late.contains(pending)).toList();
  }

  private boolean hasExpired(Pending pending) {
    var expiresAt = pending.draft.content().expiresAt();
    return expiresAt != null && !expiresAt.isAfter(now);
  }

  private static Problem expired() {
    return Problem.invalidField("expiresAt", "in the future");
  }

  /** What collapses may stand for nothing that has expired, and no arrival counts it. */
  private void lock(List<Pending> drafts, List<Announcement> announcements) throws SQLException {
    if (drafts.isEmpty()) {
      return;
    }
    var users = users(drafts);
    if (drafts.stream().anyMatch(AppendBatch::collapses)) {
      collapse.lock(users);
      expiresFirst = true;
    } else if (expiresFirst) {
      RowLocks.all(connection, users);
    }
    if (expiresFirst) {
      var due = DueInboxes.among(connection, users, now);
      Expiry.expireLocked(connection, due, now, EXPIRED_AT_ONCE)
          .removed()
          .forEach(removed -> announcements.add(removed.change()));
    }
  }

  /** Whether the batch needs no more than one statement, so that it can be its own transaction. */
  static boolean isOneStatement(List<Pending> batch) {
    return items(batch) < AppendStatement.LARGE
        && batch.stream().noneMatch(pending -> pending.key != null || collapses(pending));
  }

  private static int items(List<Pending> batch) {
    return batch.stream().mapToInt(Pending::size).sum();
  }

  private static boolean collapses(Pending pending) {
    return pending.draft.collapseKey() != null;
  }

  static Set<UserId> users(List<Pending> drafts) {
    var users = new HashSet<UserId>();
    drafts.forEach(pending -> users.addAll(pending.draft.recipients()));
    return users;
  }

  /**
   * Cuts the drafts where one that collapses meets an inbox that an earlier one of the same round
   * appends to: what it replaces must be there first. Without collapsing drafts it is one round.
   */
  private static List<List<Pending>> rounds(List<Pending> drafts) {
    if (drafts.isEmpty()) {
      return List.of();
    }
    if (drafts.stream().noneMatch(AppendBatch::collapses)) {
      return List.of(drafts);
    }
    var rounds = new ArrayList<List<Pending>>();
    var users = new HashSet<UserId>();
    for (var pending : drafts) {
      var recipients = pending.draft.recipients();
      if (rounds.isEmpty() || collapses(pending) && recipients.stream().anyMatch(users::contains)) {
        rounds.add(new ArrayList<>());
        users.clear();
      }
      rounds.get(rounds.size() - 1).add(pending);
      users.addAll(recipients);
    }
    return rounds;
  }

  /** Removes what the round's drafts replace; returns how many notifications each stands for. */
  private Map<UserId, Integer> collapse(List<Pending> round, List<Announcement> announcements)
      throws SQLException {
    var keys = new HashMap<UserId, String>();
    for (var pending : round) {
      if (collapses(pending)) {
        pending.draft.recipients().forEach(user -> keys.put(user, pending.draft.collapseKey()));
      }
    }
    return keys.isEmpty() ? Map.of() : collapse.replace(keys, announcements);
  }
}
