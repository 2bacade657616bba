package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;
import org.belfry.store.Purpose;
import org.belfry.store.Store;
import org.hibernate.Session;

/** The sender's view of what it sent: content, how far it got, and taking it back. */
@Singleton
public class Notifications {

  /**
   * A notification and how far it got.
   *
   * @param delivered recipients of whom a device acknowledged it, or who saw or read it
   * @param seen recipients who saw it in their list or read it
   */
  public record Report(
      Content content, String sender, int recipients, int delivered, int seen, int read) {}

  private static final String PROGRESS =
      """
      select n.purged_delivered + x.delivered, n.purged_seen + x.seen, n.purged_read + x.read
        from notification n
       cross join lateral (
         select %s
           from (select %s as progress
                   from unnest(n.recipients, n.seqs) as r (user_id, seq)
                   join item t on t.user_id = r.user_id and t.seq = r.seq
                   join inbox i on i.user_id = r.user_id) p
       ) x
       where n.id = ?
      """
          .formatted(Progress.COUNTS, Progress.OF_ITEM);

  private final Store store;
  private final Recall recall;

  @Inject
  Notifications(Store store, Recall recall) {
    this.store = store;
    this.recall = recall;
  }

  /**
   * Content and counts.
   *
   * @param isMine whether the caller may look at what that sender sent
   * @throws Problem 404 {@code no-such-notification} for unknown and recalled ones, and for those
   *     of others
   */
  public Report report(UUID id, Predicate<String> isMine) {
    return store.jpa(
        Purpose.ACTION,
        em -> {
          var notification = present(em, id, isMine);
          return em.unwrap(Session.class)
              .doReturningWork(
                  connection -> {
                    try (var statement = connection.prepareStatement(PROGRESS)) {
                      statement.setObject(1, id);
                      var rows = statement.executeQuery();
                      rows.next();
                      return new Report(
                          notification.content(),
                          notification.sender,
                          notification.recipients.length,
                          rows.getInt(1),
                          rows.getInt(2),
                          rows.getInt(3));
                    }
                  });
        });
  }

  private static Notification present(EntityManager em, UUID id, Predicate<String> isMine) {
    var notification = em.find(Notification.class, id);
    if (notification == null
        || notification.recalledAt != null
        || !isMine.test(notification.sender)) {
      throw unknown();
    }
    return notification;
  }

  private static Problem unknown() {
    return new Problem(ProblemKind.NO_SUCH_NOTIFICATION, "there is no such notification");
  }

  /**
   * Takes a notification back: it leaves every inbox, counts corrected. Asking again after this was
   * cut off goes on with it.
   *
   * @param isMine whether the caller may take back what that sender sent
   * @throws Problem 404 {@code no-such-notification} for unknown and recalled ones, and for those
   *     of others; of two recalls at once, one gets it. 503 when an inbox stays locked
   */
  public void recall(UUID id, Predicate<String> isMine) {
    var places = store.jpa(Purpose.ACTION, em -> places(present(em, id, isMine)));
    try {
      if (!recall.perform(id, places)) {
        throw unknown();
      }
    } catch (SQLException e) {
      throw StoreFailure.ofAct(e);
    }
  }

  private static List<Removal.Place> places(Notification notification) {
    var places = new ArrayList<Removal.Place>();
    for (var i = 0; i < notification.recipients.length; i++) {
      places.add(
          new Removal.Place(UserId.stored(notification.recipients[i]), notification.seqs[i]));
    }
    return places;
  }
}
