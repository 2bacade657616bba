package org.belfry.inbox;

/**
 * How far an item has got with its recipient, in SQL: 0 nowhere, 1 delivered, 2 seen, 3 read. What
 * has left the inbox stays where it was then.
 */
final class Progress {

  static final int NOWHERE = 0;
  static final int DELIVERED = 1;

  /** Of the item {@code t} that is in the inbox {@code i}, whether it was read or not. */
  static final String UNREAD =
      """
      case when t.seq <= i.seen_up_to then 2
           when t.seq <= i.delivered_up_to or i.delivered_beyond @> t.seq then 1 else 0 end""";

  /** Of the item {@code t} that is in the inbox {@code i} or has left it. */
  static final String OF_ITEM =
      "case when t.read_at is not null then 3 else coalesce(t.left_as, " + UNREAD + ") end";

  /** How many of the rows {@code p} have got as far as that, or further. */
  static final String COUNTS =
      """
      count(*) filter (where p.progress >= 1)::int as delivered,
      count(*) filter (where p.progress >= 2)::int as seen,
      count(*) filter (where p.progress >= 3)::int as read""";

  private Progress() {}
}
