package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.belfry.cluster.Announcement;
import org.belfry.cluster.Bell;
import org.belfry.problem.Problem;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * What users do to their inboxes. Each act is one transaction under the inbox's lock, takes one
 * number, is told to all of the user's connections, and is idempotent: what changes nothing takes
 * no number. All answer with the counts after the act.
 */
@Singleton
public class Acts {

  /** A change of more items than this is not carried by its announcement. */
  static final int MOST_CARRIED = 100;

  private static final Duration COME_BACK = Duration.ofSeconds(2);

  private static final String COUNTS =
      """
      select epoch, head, unread, unseen, seen_up_to from inbox
       where user_id = ? and (next_expiry is null or next_expiry > ?)
      """;

  private final Store store;
  private final Bell bell;
  private final Clock clock;

  @Inject
  public Acts(Store store, Bell bell, Clock clock) {
    this.store = store;
    this.bell = bell;
    this.clock = clock;
  }

  /** Where the inbox stands; makes it where there is none. Waits for nobody's lock. */
  public Counts counts(String user) {
    try {
      var counts = store.statement(Purpose.READ, connection -> readCounts(connection, user));
      return counts == null ? act(user, inbox -> {}) : counts;
    } catch (SQLException e) {
      throw new Problem(503, "store-unavailable", "the inbox could not be read; come back")
          .withRetryAfter(COME_BACK);
    }
  }

  /** Null where there is no inbox, or something in it is due to expire first. */
  private Counts readCounts(Connection connection, String user) throws SQLException {
    try (var statement = connection.prepareStatement(COUNTS)) {
      statement.setString(1, user);
      statement.setObject(2, clock.instant().atOffset(ZoneOffset.UTC));
      var rows = statement.executeQuery();
      return rows.next()
          ? new Counts(
              rows.getString(1), rows.getLong(2), rows.getInt(3), rows.getInt(4), rows.getLong(5))
          : null;
    }
  }

  /**
   * Marks everything up to and including {@code upTo} as read; what arrives meanwhile stays unread.
   */
  public Counts readUpTo(String user, long upTo) {
    return act(user, inbox -> inbox.readUpTo(upTo));
  }

  /** Marks items as read or unread; numbers that are not in the inbox are passed over. */
  public Counts read(String user, Collection<Long> seqs, boolean read) {
    return act(user, inbox -> inbox.change(inbox.items(seqs), inbox.reading(read)));
  }

  /** Archives items or brings them back; their read state stays. */
  public Counts archive(String user, Collection<Long> seqs, boolean archived) {
    return act(user, inbox -> inbox.change(inbox.items(seqs), inbox.archiving(archived)));
  }

  /**
   * Changes one item; null leaves a flag as it is.
   *
   * @throws Problem 404 {@code no-such-item} when the inbox has no such item
   */
  public Counts patch(String user, long seq, Boolean read, Boolean archived) {
    return act(
        user,
        inbox -> {
          var items = inbox.items(List.of(seq));
          if (items.isEmpty()) {
            throw new Problem(404, "no-such-item", "this inbox has no item " + seq);
          }
          Consumer<Item> reading = read == null ? item -> {} : inbox.reading(read);
          Consumer<Item> archiving = archived == null ? item -> {} : inbox.archiving(archived);
          inbox.change(items, reading.andThen(archiving));
        });
  }

  /** Takes items out of the inbox; numbers that are not in it are passed over. */
  public Counts remove(String user, Collection<Long> seqs) {
    return act(user, inbox -> inbox.remove(seqs));
  }

  /** Moves the watermark: everything up to and including {@code upTo} is seen. */
  public Counts seen(String user, long upTo) {
    return act(user, inbox -> inbox.seen(upTo));
  }

  /**
   * Notes that a device has got everything up to each user's number; takes no number itself.
   *
   * @param heads number by user
   */
  public void delivered(Map<String, Long> heads) throws SQLException {
    store.jdbc(
        Purpose.DUTY,
        connection -> {
          var users = heads.keySet().toArray();
          Removal.lock(connection, users);
          try (var statement =
              connection.prepareStatement(
                  """
                  update inbox i set delivered_up_to = least(d.head, i.head)
                    from unnest(?::text[], ?::bigint[]) as d (user_id, head)
                   where i.user_id = d.user_id and i.delivered_up_to < least(d.head, i.head)
                  """)) {
            statement.setArray(1, connection.createArrayOf("text", users));
            statement.setArray(2, connection.createArrayOf("int8", heads.values().toArray()));
            return statement.executeUpdate();
          }
        });
  }

  private Counts act(String user, Consumer<LockedInbox> act) {
    record Outcome(Counts counts, List<Announcement> announcements) {}
    var outcome =
        store.jpa(
            Purpose.ACTION,
            em -> {
              var inbox = lock(em, user);
              act.accept(inbox);
              return new Outcome(inbox.counts(), inbox.announcements());
            });
    bell.announce(outcome.announcements());
    return outcome.counts();
  }

  private LockedInbox lock(EntityManager em, String user) {
    return LockedInbox.lock(em, user, clock.instant());
  }
}
