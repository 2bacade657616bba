package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.belfry.store.Store;

/** Counts an inbox afresh and compares: the stored counts must be the same, always. */
@Singleton
public class Recount {

  /** What the inbox row says and what its items say. */
  public record Result(int unread, int unseen, int countedUnread, int countedUnseen) {

    public int differences() {
      return Math.abs(unread - countedUnread) + Math.abs(unseen - countedUnseen);
    }
  }

  private final Store store;

  @Inject
  public Recount(Store store) {
    this.store = store;
  }

  /** One statement, so both are of the same moment; reads all unread items of the inbox. */
  public Result of(String user) {
    return store.jpa(
        em ->
            em.createQuery(
                    """
                    select i.unread, i.unseen,
                           cast((select count(t) from Item t where t.user = i.user
                             and t.readAt is null and t.archivedAt is null and t.removedAt is null)
                             as integer),
                           cast((select count(t) from Item t where t.user = i.user
                             and t.seq > i.seenUpTo
                             and t.readAt is null and t.archivedAt is null and t.removedAt is null)
                             as integer)
                      from Inbox i where i.user = :user
                    """,
                    Result.class)
                .setParameter("user", user)
                .getResultStream()
                .findFirst()
                .orElse(new Result(0, 0, 0, 0)));
  }
}
