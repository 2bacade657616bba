package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * What users do to their inboxes. Each act is a transaction under the inbox's lock, takes a number,
 * is told to all of the user's connections, and is idempotent: what changes nothing takes no
 * number. An act on many items is several of these, one after the other, between which others come
 * to the inbox. All answer with the counts after the act.
 */
@Singleton
public class InboxActions {

  /** A change of more items than this is not carried by its announcement. */
  static final int MOST_CARRIED = 100;

  /** Counting unread items costs that much less than changing them. */
  private static final int SEEN_AT_ONCE = 20;

  private static final String COUNTS =
      """
      select i.epoch, i.head, i.unread, i.unseen, i.seen_up_to from inbox i
       where i.user_id = ? and %s
      """
          .formatted(Upkeep.NOT_DUE);

  private final Store store;
  private final Clock clock;
  private final ActionTransactions transactions;

  @Inject
  InboxActions(Store store, Clock clock, ActionTransactions transactions) {
    this.store = store;
    this.clock = clock;
    this.transactions = transactions;
  }

  /** Where the inbox stands; makes it where there is none. Waits for nobody's lock. */
  public Counts counts(UserId user) {
    try {
      var counts = store.statement(Purpose.READ, connection -> readCounts(connection, user));
      return counts == null
          ? transactions.act(user, (inbox, after, items) -> ActionTransactions.ALL)
          : counts;
    } catch (SQLException e) {
      throw StoreFailure.ofAct(e);
    }
  }

  /** Null where there is no inbox, or something in it is due first. */
  private Counts readCounts(Connection connection, UserId user) throws SQLException {
    try (var statement = connection.prepareStatement(COUNTS)) {
      statement.setString(1, user.value());
      statement.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
      var rows = statement.executeQuery();
      return rows.next() ? LockedInbox.counts(rows) : null;
    }
  }

  /**
   * Marks everything up to and including {@code upTo} as read; what arrives meanwhile stays unread.
   */
  public Counts readUpTo(UserId user, long upTo) {
    var fixed = new UpTo(upTo);
    return transactions.act(
        user,
        (inbox, after, items) -> {
          var last = fixed.in(inbox);
          var done = inbox.readUpTo(after, last, items);
          return done < last ? done : ActionTransactions.ALL;
        });
  }

  /** Marks items as read or unread; numbers that are not in the inbox are passed over. */
  public Counts read(UserId user, Collection<Long> seqs, boolean read) {
    var flags = new FlagChange(read, null);
    return act(user, seqs, (inbox, some) -> inbox.change(flags, some));
  }

  /** Archives items or brings them back; their read state stays. */
  public Counts archive(UserId user, Collection<Long> seqs, boolean archived) {
    var flags = new FlagChange(null, archived);
    return act(user, seqs, (inbox, some) -> inbox.change(flags, some));
  }

  /**
   * Changes one item; null leaves a flag as it is.
   *
   * @throws Problem 404 {@code no-such-item} when the inbox has no such item
   */
  public Counts patch(UserId user, long seq, Boolean read, Boolean archived) {
    return transactions.act(
        user,
        (inbox, after, items) -> {
          if (!inbox.has(seq)) {
            throw new Problem(ProblemKind.NO_SUCH_ITEM, "this inbox has no item " + seq);
          }
          inbox.change(new FlagChange(read, archived), List.of(seq));
          return ActionTransactions.ALL;
        });
  }

  /** Takes items out of the inbox; numbers that are not in it are passed over. */
  public Counts remove(UserId user, Collection<Long> seqs) {
    return act(user, seqs, LockedInbox::remove);
  }

  /** Moves the watermark: everything up to and including {@code upTo} is seen. */
  public Counts seen(UserId user, long upTo) {
    var fixed = new UpTo(upTo);
    return transactions.act(
        user,
        (inbox, after, items) -> {
          var last = fixed.in(inbox);
          var done = inbox.seen(last, SEEN_AT_ONCE * items);
          return done < last ? done : ActionTransactions.ALL;
        });
  }

  /** An end that stays where the head was at the first look. */
  private static final class UpTo {
    private final long asked;
    private long last = -1;

    UpTo(long asked) {
      this.asked = asked;
    }

    long in(LockedInbox inbox) {
      if (last < 0) {
        last = Math.min(asked, inbox.counts().head());
      }
      return last;
    }
  }

  /** What an act does with some of the items that it names. */
  @FunctionalInterface
  private interface ListStep {
    void take(LockedInbox inbox, List<Long> seqs) throws SQLException;
  }

  /** A list is a set: an item that is named twice is one. */
  private Counts act(UserId user, Collection<Long> seqs, ListStep step) {
    var ordered = new TreeSet<>(seqs);
    return transactions.act(
        user,
        (inbox, after, items) -> {
          var some = ordered.tailSet(after, false).stream().limit(items).toList();
          if (some.isEmpty()) {
            return ActionTransactions.ALL;
          }
          step.take(inbox, some);
          var last = some.get(some.size() - 1);
          return last.equals(ordered.last()) ? ActionTransactions.ALL : last;
        });
  }
}
