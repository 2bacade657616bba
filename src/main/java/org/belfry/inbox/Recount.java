package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/** Counts an inbox afresh and compares: the stored counts must be the same, always. */
@Singleton
public class Recount {

  /** What the inbox row says and what its items say. */
  public record Result(
      int unread, int unseen, int countedUnread, int countedUnseen, int differences) {

    static Result of(int unread, int unseen, long countedUnread, long countedUnseen) {
      var differences = Math.abs(unread - countedUnread) + Math.abs(unseen - countedUnseen);
      return new Result(
          unread, unseen, (int) countedUnread, (int) countedUnseen, (int) differences);
    }
  }

  private static final String RECOUNT =
      """
      select i.unread, i.unseen,
             (select count(t) from Item t where t.user = i.user
               and t.readAt is null and t.archivedAt is null and t.removedAt is null),
             (select count(t) from Item t where t.user = i.user and t.seq > i.seenUpTo
               and t.readAt is null and t.archivedAt is null and t.removedAt is null)
        from Inbox i where i.user = :user
      """;

  private final Store store;

  @Inject
  public Recount(Store store) {
    this.store = store;
  }

  /** One statement, so both are of the same moment; reads all unread items of the inbox. */
  public Result of(String user) {
    return store.jpa(
        Purpose.ACTION,
        em ->
            em.createQuery(RECOUNT, Object[].class)
                .setParameter("user", user)
                .getResultStream()
                .map(Recount::result)
                .findFirst()
                .orElse(Result.of(0, 0, 0, 0)));
  }

  private static Result result(Object[] row) {
    return Result.of((Integer) row[0], (Integer) row[1], (Long) row[2], (Long) row[3]);
  }
}
