package org.belfry.inbox.read;

import org.belfry.inbox.Unread;

/**
 * The statements that read the log, for many readers at once. Each gets a page: at most so many
 * rows, and no more of them once their contents have so many bytes; the row that reaches the bound
 * is the last. Sizes are taken from where a value begins, so what a page leaves out is not read.
 *
 * <p>A content is looked up by itself, by {@code limit 1}: that has only one plan. A plain join may
 * become one with the whole index of contents when it was planned on a young, empty store.
 */
final class LogStatements {

  /** The rows of {@code c} with their contents and with what was before each of them. */
  private static final String MEASURED =
      """
      %1$s,
      row_number() over w as nth, lead(c.seq) over w is not null as goes_on,
      sum(%2$s)
        over (w rows between unbounded preceding and 1 preceding) as bytes_before"""
          .formatted(ItemRow.withContent("c"), ItemRow.bytes("n"));

  /** Parameters: time; users, numbers, seqs; rows twice, rows; rows and bytes of a page. */
  static final String CHANGES =
      """
      select %1$s
        from unnest(?::text[], ?::bigint[], ?::bigint[])
               with ordinality as r (user_id, after, part, place)
        left join inbox i on i.user_id = r.user_id
        left join lateral (
          select * from (
            select c.at, c.is_arrival, c.unread_then, c.unseen_then, %2$s
              from (
                (select a.seq as at, true as is_arrival, a.arrived_unread as unread_then,
                        a.arrived_unseen as unseen_then, a.*
                   from item a
                  where a.user_id = r.user_id and a.seq > r.after and a.removed_at is null
                  order by a.seq limit ?)
                union all
                (select d.change, false, d.changed_unread, d.changed_unseen, d.*
                   from item d
                  where d.user_id = r.user_id and (d.change, d.seq) > (r.after, r.part)
                    and d.change > d.seq
                  order by d.change, d.seq limit ?)
                order by at, seq limit ?
              ) c
              left join lateral (
                select * from notification b
                 where c.is_arrival and b.id = c.notification_id limit 1
              ) n on true
            window w as (order by c.at, c.seq)
          ) p where p.nth <= ? and coalesce(p.bytes_before, 0) < ?
        ) t on true
       order by r.place, t.nth
      """
          .formatted(LogRow.OF_CHANGES, MEASURED);

  /** Parameters: time; users, seqs, seqs; rows; rows and bytes of a page. */
  static final String UNREAD =
      """
      select %1$s
        from unnest(?::text[], ?::bigint[], ?::bigint[])
               with ordinality as r (user_id, after, up_to, place)
        left join inbox i on i.user_id = r.user_id
        left join lateral (
          select * from (
            select %2$s
              from (
                select * from item t
                 where t.user_id = r.user_id and t.seq > r.after and t.seq <= least(r.up_to, i.head)
                   and %3$s
                 order by t.seq limit ?
              ) c
              left join lateral (
                select * from notification b where b.id = c.notification_id limit 1
              ) n on true
            window w as (order by c.seq)
          ) p where p.nth <= ? and coalesce(p.bytes_before, 0) < ?
        ) t on true
       order by r.place, t.nth
      """
          .formatted(LogRow.OF_UNREAD, MEASURED, Unread.CONDITION);

  static final String NEWEST =
      """
      select min(seq) from (
        select t.seq from item t
         where t.user_id = ? and %s
         order by t.seq desc limit ?) newest
      """
          .formatted(Unread.CONDITION);

  /** An empty inbox that is lost in a crash is made again, under another epoch. */
  static final String MAKE =
      """
      with quick as (select set_config('synchronous_commit', 'off', true))
      insert into inbox (user_id, epoch)
      select distinct on (n.user_id collate "C") n.user_id, n.epoch
        from quick, unnest(?::text[], ?::text[]) as n (user_id, epoch)
       order by n.user_id collate "C"
      on conflict do nothing
      """;

  static final String HEADS =
      """
      select u.user_id, i.epoch, i.head
        from unnest(?::text[]) as u (user_id) left join inbox i on i.user_id = u.user_id
      """;

  private LogStatements() {}
}
