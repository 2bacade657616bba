package org.belfry.inbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.belfry.cluster.Announcer;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;
import org.belfry.text.LogEvent;

/**
 * Counts an inbox afresh and compares: the stored counts must be the same, always. Where a
 * statement shows that they are not, they are put right, and that is said.
 */
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

  private static final Logger LOG = System.getLogger(Recount.class.getName());

  private static final String RECOUNT =
      """
      select i.unread, i.unseen, count(t.seq), count(t.seq) filter (where t.seq > i.seen_up_to)
        from inbox i left join item t on t.user_id = i.user_id and %s
       where i.user_id = ?1 group by i.user_id
      """
          .formatted(Unread.CONDITION);

  private static final String WRONG =
      """
      select i.user_id
        from inbox i
        left join item t on t.user_id = i.user_id and %s
       where i.user_id = any (?::text[])
       group by i.user_id
      having (i.unread, i.unseen)
          <> (count(t.seq), count(t.seq) filter (where t.seq > i.seen_up_to))
      """
          .formatted(Unread.CONDITION);

  /** Readers learn of it by a change of the watermark, which carries the counts. */
  private static final String MEND =
      """
      with counted as (
        select i.user_id, i.unread as stored_unread, i.unseen as stored_unseen,
               count(t.seq)::int as unread,
               (count(t.seq) filter (where t.seq > i.seen_up_to))::int as unseen
          from inbox i
          left join item t on t.user_id = i.user_id and %s
         where i.user_id = ?
         group by i.user_id
      )
      update inbox i
         set head = i.head + 1, unread = c.unread, unseen = c.unseen,
             seen_change = i.head + 1, seen_unread = c.unread, seen_unseen = c.unseen
        from counted c
       where i.user_id = c.user_id and (i.unread, i.unseen) <> (c.unread, c.unseen)
      returning i.epoch, i.head, i.unread, i.unseen, i.seen_up_to,
                abs(c.unread - c.stored_unread) + abs(c.unseen - c.stored_unseen)
      """
          .formatted(Unread.CONDITION);

  private final Store store;
  private final Announcer announcer;
  private final Counter mended;

  @Inject
  public Recount(Store store, Announcer announcer, MeterRegistry meters) {
    this.store = store;
    this.announcer = announcer;
    mended = meters.counter("belfry.inbox.recounted");
  }

  /** One statement, so both are of the same moment; reads all unread items of the inbox. */
  public Result of(UserId user) {
    return store.jpa(
        Purpose.ACTION,
        em -> {
          var rows = em.createNativeQuery(RECOUNT).setParameter(1, user.value()).getResultList();
          return rows.isEmpty() ? Result.of(0, 0, 0, 0) : result((Object[]) rows.get(0));
        });
  }

  private static Result result(Object[] row) {
    return Result.of((Integer) row[0], (Integer) row[1], (Long) row[2], (Long) row[3]);
  }

  /**
   * Puts the counts of these inboxes right, each in a transaction of its own, and tells those who
   * read them.
   *
   * @return whether any of them was wrong
   */
  public boolean mend(Purpose purpose, Collection<UserId> users) throws SQLException {
    var any = false;
    for (var user : store.statement(purpose, connection -> wrong(connection, users))) {
      var change = store.jdbc(purpose, connection -> mend(connection, user));
      if (change != null) {
        announcer.announce(List.of(change));
        any = true;
      }
    }
    return any;
  }

  private static List<UserId> wrong(Connection connection, Collection<UserId> users)
      throws SQLException {
    try (var statement = connection.prepareStatement(WRONG)) {
      statement.setArray(1, connection.createArrayOf("text", UserId.values(users)));
      var wrong = new ArrayList<UserId>();
      var rows = statement.executeQuery();
      while (rows.next()) {
        wrong.add(UserId.stored(rows.getString(1)));
      }
      return wrong;
    }
  }

  private Change mend(Connection connection, UserId user) throws SQLException {
    RowLocks.all(connection, List.of(user));
    try (var statement = connection.prepareStatement(MEND)) {
      statement.setString(1, user.value());
      var rows = statement.executeQuery();
      if (!rows.next()) {
        return null;
      }
      var counts = LockedInbox.counts(rows);
      mended.increment();
      LogEvent.of("recounted")
          .with("user", user)
          .with("differences", rows.getInt(6))
          .with("next", "the counts are right again")
          .log(LOG, Level.WARNING);
      return Change.of(user, counts, List.of());
    }
  }
}
