package org.belfry.inbox;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.belfry.cluster.Announcement;
import org.belfry.model.UserId;

/**
 * An inbox whose row is locked until the transaction ends. Gives out the next numbers and keeps the
 * counts. What was due in it is done first, unless {@link #isDue} says that there is more.
 */
final class LockedInbox {

  private static final String LOCK =
      """
      with patience as (select set_config('lock_timeout', ?, true))
      select i.epoch, i.head, i.unread, i.unseen, i.seen_up_to, %s
        from patience cross join inbox i where i.user_id = ? for update of i
      """
          .formatted(Upkeep.DUE);

  private static final String MAKE =
      "insert into inbox (user_id, epoch) values (?, ?) on conflict do nothing";

  /** The watermark rests on an arrival, so a second glance at the same list moves nothing. */
  private static final String SEE =
      """
      with ahead as (
        select t.seq from item t
         where t.user_id = ? and t.seq > ? and t.seq <= ? and %s
         order by t.seq limit ?
      ), step as (
        select count(*)::int as seen,
               case when count(*) = ? then max(seq)
                    else (select max(seq) from item where user_id = ? and seq <= ?) end as up_to
          from ahead
      )
      update inbox i
         set head = i.head + 1, unseen = i.unseen - s.seen, seen_up_to = s.up_to,
             seen_change = i.head + 1, seen_unread = i.unread, seen_unseen = i.unseen - s.seen
        from step s
       where i.user_id = ? and s.up_to > i.seen_up_to
      returning i.epoch, i.head, i.unread, i.unseen, i.seen_up_to
      """
          .formatted(Unread.CONDITION);

  private final Connection connection;
  private final UserId user;
  private final Instant now;
  private final List<Announcement> changes = new ArrayList<>();
  private Counts counts;
  private boolean due;

  private LockedInbox(Connection connection, UserId user, Instant now) {
    this.connection = connection;
    this.user = user;
    this.now = now;
  }

  /**
   * Locks the inbox; makes it where there is none.
   *
   * @param patience how many milliseconds to wait for the lock
   * @param portion bounds what is done of it first
   */
  static LockedInbox lock(
      Connection connection, UserId user, Instant now, int patience, Portion portion)
      throws SQLException {
    var inbox = new LockedInbox(connection, user, now);
    if (!inbox.lock(patience)) {
      inbox.make();
      inbox.lock(patience);
    }
    portion.locked();
    if (inbox.due) {
      inbox.keepUp(portion.items());
    }
    return inbox;
  }

  private boolean lock(int patience) throws SQLException {
    try (var statement = connection.prepareStatement(LOCK)) {
      statement.setString(1, String.valueOf(patience));
      statement.setObject(2, now.atOffset(ZoneOffset.UTC));
      statement.setString(3, user.value());
      var rows = statement.executeQuery();
      if (!rows.next()) {
        return false;
      }
      counts = counts(rows);
      due = rows.getBoolean(6);
      return true;
    }
  }

  private void make() throws SQLException {
    try (var statement = connection.prepareStatement(MAKE)) {
      statement.setString(1, user.value());
      statement.setString(2, Inbox.newEpoch());
      statement.executeUpdate();
    }
  }

  private void keepUp(int items) throws SQLException {
    var done = Upkeep.performLocked(connection, List.of(user), now, items);
    due = done.more();
    done.removed().forEach(this::removed);
  }

  /** Reads the first five columns: epoch, head, unread, unseen, seen_up_to. */
  static Counts counts(ResultSet rows) throws SQLException {
    return new Counts(
        rows.getString(1), rows.getLong(2), rows.getInt(3), rows.getInt(4), rows.getLong(5));
  }

  /** Whether more of it is due than one portion: then nothing else may be done in this one. */
  boolean isDue() {
    return due;
  }

  /** As they are when this transaction is committed. */
  Counts counts() {
    return counts;
  }

  /** What has been changed. */
  List<Announcement> announcements() {
    return changes;
  }

  /** Whether this is the number of an item that is in the inbox. */
  boolean has(long seq) throws SQLException {
    try (var statement =
        connection.prepareStatement(
            "select 1 from item where user_id = ? and seq = ? and removed_at is null")) {
      statement.setString(1, user.value());
      statement.setLong(2, seq);
      return statement.executeQuery().next();
    }
  }

  /** Sets flags of these items; numbers that are not in the inbox are passed over. */
  void change(FlagChange flags, List<Long> seqs) throws SQLException {
    var listed = connection.createArrayOf("int8", seqs.toArray());
    changed(flags.listed(connection, at(), listed));
  }

  /**
   * Marks as read what is unread after one number and up to another, so many items at most.
   *
   * @return the number up to which that is done
   */
  long readUpTo(long after, long upTo, int items) throws SQLException {
    var outcome = new FlagChange(true, null).unread(connection, at(), after, upTo, items);
    changed(outcome);
    var read = outcome.items();
    return read.size() < items ? upTo : read.get(read.size() - 1).seq();
  }

  private FlagChange.At at() {
    return new FlagChange.At(user, counts.seenUpTo(), now.atOffset(ZoneOffset.UTC));
  }

  private void changed(FlagChange.Outcome outcome) {
    if (outcome.counts() != null) {
      counts = outcome.counts();
      announceChanged(outcome.items().size(), outcome.items());
    }
  }

  private void announceChanged(int size, List<ItemJson.Flags> flags) {
    changes.add(
        size > InboxActions.MOST_CARRIED
            ? new Change(user, counts.cursor(), null)
            : Change.of(user, counts, flags));
  }

  /** Takes items out; numbers that are not in the inbox are passed over. */
  void remove(List<Long> seqs) throws SQLException {
    var places = seqs.stream().map(seq -> new Removal.Place(user, seq)).toList();
    new Removal(connection, now).takeOut(places).forEach(this::removed);
  }

  private void removed(Removal.Removed removed) {
    counts = Counts.of(removed.epoch(), removed.now(), counts.seenUpTo());
    changes.add(removed.change());
  }

  /**
   * Moves the watermark, over so many unread items at most.
   *
   * @return the number up to which that is done
   */
  long seen(long upTo, int items) throws SQLException {
    try (var statement = connection.prepareStatement(SEE)) {
      var index = 1;
      var id = user.value();
      for (var value : new Object[] {id, counts.seenUpTo(), upTo, items, items, id, upTo, id}) {
        statement.setObject(index++, value);
      }
      var rows = statement.executeQuery();
      if (!rows.next()) {
        return upTo;
      }
      var seenBefore = counts.unseen();
      counts = counts(rows);
      announceChanged(0, List.of());
      return seenBefore - counts.unseen() < items ? upTo : counts.seenUpTo();
    }
  }
}
