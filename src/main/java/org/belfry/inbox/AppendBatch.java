package org.belfry.inbox;

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
      Map<Pending, Appended> answers,
      Map<Pending, Problem> refusals,
      int items) {}

  private final Connection connection;
  private final Instant now;

  AppendBatch(Connection connection, Instant now) {
    this.connection = connection;
    this.now = now;
  }

  Outcome append(List<Pending> batch) throws SQLException {
    var outcome = new Outcome(new ArrayList<>(), new HashMap<>(), new HashMap<>(), items(batch));
    var drafts = new IdempotencyKeys(connection, now).claim(batch, outcome);
    if (drafts.stream().anyMatch(AppendBatch::collapses)) {
      AppendSql.lock(connection, users(drafts));
    }
    for (var round : rounds(drafts)) {
      var counts = collapse(round, outcome.announcements());
      AppendSql.append(connection, round, counts, outcome.announcements());
    }
    return outcome;
  }

  private static int items(List<Pending> batch) {
    return batch.stream().mapToInt(Pending::size).sum();
  }

  private static boolean collapses(Pending pending) {
    return pending.draft.collapseKey() != null;
  }

  private static Set<String> users(List<Pending> drafts) {
    var users = new HashSet<String>();
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
    var users = new HashSet<String>();
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
  private Map<String, Integer> collapse(List<Pending> round, List<Announcement> announcements)
      throws SQLException {
    var keys = new HashMap<String, String>();
    for (var pending : round) {
      if (collapses(pending)) {
        pending.draft.recipients().forEach(user -> keys.put(user, pending.draft.collapseKey()));
      }
    }
    return keys.isEmpty() ? Map.of() : replace(keys, announcements);
  }

  private Map<String, Integer> replace(Map<String, String> keys, List<Announcement> announcements)
      throws SQLException {
    var counts = new HashMap<String, Integer>();
    for (var removed : new Removal(connection, now).remove(AppendSql.unread(connection, keys))) {
      counts.put(removed.user(), removed.count() + 1);
      announcements.add(removed.change());
    }
    return counts;
  }
}
