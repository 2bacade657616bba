package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * Reads the log for many readers in one statement. A reader gets a page at a time and comes back
 * with the cursor that it was given.
 *
 * <p>The log is compact: an item stands at its arrival and at its latest change. So a reader with
 * cursor {@code c} knows every arrival and the latest state of everything up to {@code c}, and what
 * it is given next is right wherever it was cut off.
 */
@Singleton
public class ChangeLog {

  /** Rows a reader gets at once, at most. */
  static final int PAGE = 200;

  /** A page ends early when its JSON has this many characters. */
  static final int PAGE_CHARACTERS = 256 * 1024;

  private static final int FETCH = 500;

  private static final String CHANGES =
      """
      select %s
        from unnest(?::text[], ?::bigint[], ?::bigint[])
               with ordinality as r (user_id, after, part, place)
        left join inbox i on i.user_id = r.user_id
        left join lateral (
          (select a.seq as at, true as is_arrival, a.arrived_unread as unread_then,
                  a.arrived_unseen as unseen_then, a.*
             from item a
            where a.user_id = r.user_id and a.seq > r.after and a.removed_at is null
            order by a.seq limit ?)
          union all
          (select c.change, false, c.changed_unread, c.changed_unseen, c.*
             from item c
            where c.user_id = r.user_id and (c.change, c.seq) > (r.after, r.part)
              and c.change > c.seq
            order by c.change, c.seq limit ?)
          order by at, seq limit ?
        ) t on true
        left join lateral (
          select * from notification c where t.is_arrival and c.id = t.notification_id limit 1
        ) n on true
       order by r.place, t.at, t.seq
      """
          .formatted(LogRow.OF_CHANGES);

  private static final String UNREAD =
      """
      select %s
        from unnest(?::text[], ?::bigint[], ?::bigint[])
               with ordinality as r (user_id, after, up_to, place)
        left join inbox i on i.user_id = r.user_id
        left join lateral (
          select * from item u
           where u.user_id = r.user_id and u.seq > r.after and u.seq <= least(r.up_to, i.head)
             and u.read_at is null and u.archived_at is null and u.removed_at is null
           order by u.seq limit ?
        ) t on true
        left join notification n on n.id = t.notification_id
       order by r.place, t.seq
      """
          .formatted(LogRow.OF_UNREAD);

  private static final String NEWEST =
      """
      select min(seq) from (
        select seq from item
         where user_id = ? and read_at is null and archived_at is null and removed_at is null
         order by seq desc limit ?) newest
      """;

  /** An empty inbox that is lost in a crash is made again, under another epoch. */
  private static final String MAKE =
      """
      with quick as (select set_config('synchronous_commit', 'off', true))
      insert into inbox (user_id, epoch)
      select distinct on (n.user_id collate "C") n.user_id, n.epoch
        from quick, unnest(?::text[], ?::text[]) as n (user_id, epoch)
       order by n.user_id collate "C"
      on conflict do nothing
      """;

  private static final String HEADS =
      """
      select u.user_id, i.epoch, i.head
        from unnest(?::text[]) as u (user_id) left join inbox i on i.user_id = u.user_id
      """;

  private final Store store;
  private final Expiry expiry;
  private final Clock clock;

  @Inject
  public ChangeLog(Store store, Expiry expiry, Clock clock) {
    this.store = store;
    this.expiry = expiry;
    this.clock = clock;
  }

  /**
   * Reads a page for each reader; expires first what is due in their inboxes, and makes inboxes
   * that are missing.
   *
   * @return a slice for each reading, in the same order
   */
  public List<Slice> read(List<Reading> readings) throws SQLException {
    var pages = store.jdbc(Purpose.READ, connection -> readAll(connection, readings));
    var missing = users(readings, pages, PageReader::isMissing);
    var due = users(readings, pages, PageReader::isDue);
    if (!missing.isEmpty() || !due.isEmpty()) {
      make(missing);
      expiry.expire(due);
      pages = store.jdbc(Purpose.READ, connection -> readAll(connection, readings));
    }
    return pages.stream().map(PageReader::slice).toList();
  }

  /** Empty ones, all in one statement; who has come meanwhile stays as it is. */
  private void make(List<String> users) throws SQLException {
    if (users.isEmpty()) {
      return;
    }
    store.statement(
        Purpose.READ,
        connection -> {
          try (var statement = connection.prepareStatement(MAKE)) {
            statement.setArray(1, connection.createArrayOf("text", users.toArray()));
            var epochs = users.stream().map(user -> Inbox.newEpoch()).toArray();
            statement.setArray(2, connection.createArrayOf("text", epochs));
            return statement.executeUpdate();
          }
        });
  }

  /** The seq after which the newest {@code n} unread items lie. */
  public long beforeNewest(String user, int n) throws SQLException {
    return store.jdbc(
        Purpose.READ,
        connection -> {
          try (var statement = connection.prepareStatement(NEWEST)) {
            statement.setString(1, user);
            statement.setInt(2, n);
            var rows = statement.executeQuery();
            rows.next();
            return rows.getLong(1) - 1;
          }
        });
  }

  /** Where each of these inboxes stands, also those that the store does not have. */
  public List<Head> heads(Collection<String> users) throws SQLException {
    return store.jdbc(
        Purpose.READ,
        connection -> {
          try (var statement = connection.prepareStatement(HEADS)) {
            statement.setArray(1, connection.createArrayOf("text", users.toArray()));
            var heads = new ArrayList<Head>();
            var rows = statement.executeQuery();
            while (rows.next()) {
              heads.add(new Head(rows.getString(1), rows.getString(2), rows.getLong(3)));
            }
            return heads;
          }
        });
  }

  private static List<String> users(
      List<Reading> readings, List<PageReader> pages, Predicate<PageReader> which) {
    var users = new ArrayList<String>();
    for (var i = 0; i < pages.size(); i++) {
      if (which.test(pages.get(i))) {
        users.add(readings.get(i).user());
      }
    }
    return users;
  }

  private List<PageReader> readAll(Connection connection, List<Reading> readings)
      throws SQLException {
    var pages = readings.stream().map(PageReader::new).toList();
    read(connection, CHANGES, 3, pages.stream().filter(p -> p.is(Reading.Kind.CHANGES)).toList());
    read(connection, UNREAD, 1, pages.stream().filter(p -> p.is(Reading.Kind.UNREAD)).toList());
    return pages;
  }

  /** Rows are fetched in portions, so that many large pages are never in memory at once. */
  private void read(Connection connection, String sql, int limits, List<PageReader> pages)
      throws SQLException {
    if (pages.isEmpty()) {
      return;
    }
    try (var statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH);
      var index = 1;
      statement.setObject(index++, clock.instant().atOffset(ZoneOffset.UTC));
      var readings = pages.stream().map(PageReader::reading).toList();
      statement.setArray(
          index++,
          connection.createArrayOf("text", readings.stream().map(Reading::user).toArray()));
      statement.setArray(
          index++,
          connection.createArrayOf("int8", readings.stream().map(Reading::after).toArray()));
      statement.setArray(
          index++,
          connection.createArrayOf("int8", pages.stream().map(PageReader::secondBound).toArray()));
      for (var i = 0; i < limits; i++) {
        statement.setInt(index++, PAGE + 1);
      }
      deal(new LogRow(statement.executeQuery()), pages);
    }
  }

  private static void deal(LogRow row, List<PageReader> pages) throws SQLException {
    while (row.next()) {
      pages.get(row.place() - 1).take(row);
    }
  }
}
