package org.belfry.inbox.append;

import java.sql.SQLException;
import java.util.List;
import org.belfry.problem.Problem;

/**
 * Refuses drafts that have expired. Stands behind the idempotency keys: who sends again what was
 * stored in time gets the stored answer, and a key that was claimed for nothing is given back.
 */
final class LateDrafts implements AppendStep {

  /** Of itself it asks nothing; a draft with a key concerns that step. */
  @Override
  public boolean concerns(Pending draft) {
    return false;
  }

  @Override
  public List<Pending> admit(Context context, List<Pending> drafts) throws SQLException {
    var late = drafts.stream().filter(draft -> hasExpired(context, draft)).toList();
    if (late.isEmpty()) {
      return drafts;
    }
    IdempotencyKeys.giveBack(context.connection(), late);
    late.forEach(draft -> context.outcome().refusals().put(draft, expired()));
    return drafts.stream().filter(draft -> !late.contains(draft)).toList();
  }

  private static boolean hasExpired(Context context, Pending pending) {
    var expiresAt = pending.draft.content().expiresAt();
    return expiresAt != null && !expiresAt.isAfter(context.now());
  }

  private static Problem expired() {
    return Problem.invalidField("expiresAt", "in the future");
  }
}
