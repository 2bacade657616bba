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
import org.belfry.inbox.RowLocks;
import org.belfry.inbox.Upkeep;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;

/**
 * One append transaction. A plain batch is one statement; what else drafts want is done by the
 * steps before it, each for the drafts that it concerns.
 */
final class AppendBatch {

  /** In this order: what was stored before is neither late nor does it replace anything. */
  private static final List<AppendStep> STEPS =
      List.of(new IdempotencyKeys(), new LateDrafts(), new Collapse());

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
  private static final int DONE_AT_ONCE = 1_000;

  /** In one of the inboxes something is due before anything is appended. */
  static final class UpkeepDue extends RuntimeException {
    private static final long serialVersionUID = 1;

    UpkeepDue() {
      super("something is due in an inbox", null, false, false);
    }
  }

  /**
   * How long an append waits for the lock of an inbox; set within the statement, that it needs no
   * round trip. A draft that meets a longer one waits by itself, and not with the whole batch.
   */
  static final int PATIENCE_MILLIS = 250;

  private final Connection connection;
  private final Instant now;
  private final AppendStatement statement;
  private boolean keepsUpFirst;

  /**
   * @param keepsUpFirst whether it looks for what is due in the inboxes and does that; else it
   *     throws {@link UpkeepDue} when it meets some
   */
  AppendBatch(Connection connection, Instant now, boolean keepsUpFirst) {
    this.connection = connection;
    this.now = now;
    this.keepsUpFirst = keepsUpFirst;
    statement = new AppendStatement(connection);
  }

  Outcome append(List<Pending> batch) throws SQLException {
    var outcome = new Outcome(new ArrayList<>(), new HashMap<>(), new HashMap<>(), items(batch));
    if (!isOneStatement(batch)) {
      RowLocks.patience(connection, PATIENCE_MILLIS);
    }
    var context = new AppendStep.Context(connection, now, outcome);
    var drafts = batch;
    for (var step : STEPS) {
      drafts = step.admit(context, drafts);
    }
    if (drafts.isEmpty()) {
      return outcome;
    }
    lock(drafts, outcome.announcements());
    for (var round : rounds(drafts)) {
      var counts = new HashMap<UserId, Integer>();
      for (var step : STEPS) {
        step.prepare(context, round, counts);
      }
      var arrived = statement.append(new AppendColumns(round, counts), keepsUpFirst ? null : now);
      if (arrived.isEmpty()) {
        throw new UpkeepDue();
      }
      outcome.announcements().addAll(arrived);
    }
    return outcome;
  }

  /** What a step looks at may be nothing that has expired, and no arrival counts that. */
  private void lock(List<Pending> drafts, List<Announcement> announcements) throws SQLException {
    var looksAtItems = looksAtItems(drafts);
    if (!looksAtItems && !keepsUpFirst) {
      return;
    }
    var users = users(drafts);
    if (looksAtItems) {
      RowLocks.made(connection, users);
    } else {
      RowLocks.all(connection, users);
    }
    keepsUpFirst = true;
    var due = DueInboxes.among(connection, users, now);
    Upkeep.performLocked(connection, due, now, DONE_AT_ONCE)
        .removed()
        .forEach(removed -> announcements.add(removed.change()));
  }

  private static boolean looksAtItems(List<Pending> drafts) {
    return STEPS.stream().anyMatch(step -> step.looksAtItems() && concernsAny(step, drafts));
  }

  private static boolean concernsAny(AppendStep step, List<Pending> drafts) {
    return drafts.stream().anyMatch(step::concerns);
  }

  /** Whether the batch needs no more than one statement, so that it can be its own transaction. */
  static boolean isOneStatement(List<Pending> batch) {
    return items(batch) < AppendStatement.LARGE
        && STEPS.stream().noneMatch(step -> concernsAny(step, batch));
  }

  private static int items(List<Pending> batch) {
    return batch.stream().mapToInt(Pending::size).sum();
  }

  static Set<UserId> users(List<Pending> drafts) {
    var users = new HashSet<UserId>();
    drafts.forEach(pending -> users.addAll(pending.draft.recipients()));
    return users;
  }

  /** Cuts the drafts where one has to wait for earlier ones; mostly it is one round. */
  private static List<List<Pending>> rounds(List<Pending> drafts) {
    if (!looksAtItems(drafts)) {
      return List.of(drafts);
    }
    var rounds = new ArrayList<List<Pending>>();
    var users = new HashSet<UserId>();
    for (var pending : drafts) {
      if (rounds.isEmpty() || STEPS.stream().anyMatch(step -> step.waitsFor(users, pending))) {
        rounds.add(new ArrayList<>());
        users.clear();
      }
      rounds.get(rounds.size() - 1).add(pending);
      users.addAll(pending.draft.recipients());
    }
    return rounds;
  }
}
