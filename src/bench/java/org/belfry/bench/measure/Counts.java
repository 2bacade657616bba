package org.belfry.bench.measure;

import org.belfry.bench.peer.Kind;

/** Counts all inboxes afresh. */
final class Counts {

  private static final String DIFFERENCES =
      """
      select coalesce(sum(abs(i.unread - coalesce(c.unread, 0))
                          + abs(i.unseen - coalesce(c.unseen, 0))), 0)
        from inbox i left join (
          select t.user_id, count(*) as unread,
                 count(*) filter (where t.seq > b.seen_up_to) as unseen
            from item t join inbox b using (user_id)
           where t.read_at is null and t.archived_at is null and t.removed_at is null
           group by t.user_id) c using (user_id)
      """;

  private Counts() {}

  /** Fails unless the stored counts are those of the items, for everybody. */
  static void check(Stage stage, Kind kind) throws Exception {
    try (var database = stage.peers().connect(kind);
        var statement = database.createStatement();
        var rows = statement.executeQuery(DIFFERENCES)) {
      rows.next();
      if (rows.getLong(1) != 0) {
        throw new IllegalStateException(rows.getLong(1) + " differences in the counts of " + kind);
      }
    }
  }
}
