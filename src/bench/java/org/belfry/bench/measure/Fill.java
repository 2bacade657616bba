package org.belfry.bench.measure;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Fills Belfry's store as years of sending would: every tenth notification goes to one user, the
 * others to a thousand, in turn, so that a user's rows are scattered over the table.
 */
final class Fill {

  static final String WHALE = "whale0";
  static final String ORDINARY = "grown-";

  private static final int CHUNK = 100_000;

  private static final String DRAW =
      """
      create temp table drawn on commit drop as
        select n, uuidv7() as id, user_id,
               row_number() over (partition by user_id order by n) as place
          from (select n, case when n % 10 = 0 then 'whale0'
                               else 'grown-' || (n * 7919 % 1000) end collate "C" as user_id
                  from generate_series(?::bigint, ?::bigint) as n) as all_of_them
      """;

  private static final String STORE =
      """
      with counted as (
        select user_id, count(*)::int as many from drawn group by user_id
      ), bumped as (
        insert into inbox as i (user_id, epoch, head, unread, unseen)
        select user_id, 'filled', many, many, many from counted order by user_id
        on conflict (user_id) do update
          set head = i.head + excluded.head,
              unread = i.unread + excluded.unread,
              unseen = i.unseen + excluded.unseen
        returning user_id, head, unread, unseen
      ), placed as (
        select d.id, d.user_id, b.head - c.many + d.place as seq,
               b.unread - c.many + d.place as unread, b.unseen - c.many + d.place as unseen
          from drawn d join bumped b using (user_id) join counted c using (user_id) order by d.n
      ), stored as (
        insert into item (user_id, seq, change, notification_id, arrived_unread, arrived_unseen)
        select user_id, seq, seq, id, unread, unseen from placed
      )
      insert into notification (id, created_at, priority, sender, type, title, body, link, data,
                                recipients, seqs)
      select id, now(), 0, 'demo', 'comment.created', 'Grace commented on your post',
             'Could you look at the second paragraph again? I am not sure that the figure is right.',
             '/n/-1/0/0', '{"post":7,"comment":4711}', array[user_id], array[seq]
        from placed
      """;

  private final Connection database;
  private long filled;

  Fill(Connection database) {
    this.database = database;
  }

  /** Fills up to so many items. */
  void upTo(long items) throws SQLException {
    database.setAutoCommit(false);
    while (filled < items) {
      var last = Math.min(items, filled + CHUNK);
      try (var draw = database.prepareStatement(DRAW);
          var store = database.prepareStatement(STORE)) {
        draw.setLong(1, filled + 1);
        draw.setLong(2, last);
        draw.execute();
        store.execute();
      }
      database.commit();
      filled = last;
    }
    database.setAutoCommit(true);
    try (var statement = database.createStatement()) {
      statement.execute("vacuum (analyze) item, notification, inbox");
      statement.execute("checkpoint"); // what filling left to write is not to be measured
    }
  }
}
