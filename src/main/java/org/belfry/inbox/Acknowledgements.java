package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * Notes what devices acknowledge; takes no number itself. An inbox has a watermark up to which
 * everything was delivered, and above it stretches that were, where a device was not sent what lies
 * before them.
 */
@Singleton
public class Acknowledgements {

  private static final int AT_ONCE = 500;

  /** Stretches that an inbox keeps; of more, the oldest are taken for not delivered. */
  private static final int MOST_STRETCHES = 100;

  /** Numbers that the store has lost meanwhile, and gives out anew, were not delivered. */
  private static final String NOTE =
      """
      with told as (
        select d.user_id, range_agg(int8range(d.after, least(d.up_to, i.head), '(]')) as ranges
          from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[])
                 as d (user_id, epoch, after, up_to)
          join inbox i on i.user_id = d.user_id
         where d.after < least(d.up_to, i.head)
           and (d.epoch = i.epoch or (d.epoch = i.former_epoch and d.up_to <= i.forked_at))
         group by d.user_id
      ), known as (
        select t.user_id,
               t.ranges + i.delivered_beyond
                 + int8multirange(int8range(0, greatest(i.delivered_up_to, i.seen_up_to), '[]'))
                 as ranges
          from told t join inbox i on i.user_id = t.user_id
      ), noted as (
        select k.user_id, upper(f.first) - 1 as up_to,
               (select coalesce(range_agg(s.stretch), '{}')
                  from (select r.stretch
                          from unnest(k.ranges - int8multirange(f.first)) as r (stretch)
                         order by lower(r.stretch) desc limit ?) s) as beyond
          from known k
         cross join lateral (select r.first from unnest(k.ranges) as r (first)
                              order by lower(r.first) limit 1) f
      )
      update inbox i set delivered_up_to = n.up_to, delivered_beyond = n.beyond
        from noted n
       where i.user_id = n.user_id
         and (i.delivered_up_to, i.delivered_beyond) is distinct from (n.up_to, n.beyond)
      """;

  private final Store store;

  @Inject
  Acknowledgements(Store store) {
    this.store = store;
  }

  /**
   * Notes all of these.
   *
   * @return the users for whom that is done; the inboxes of the others are locked just now
   */
  public Set<UserId> note(List<Acknowledgement> told) throws SQLException {
    var noted = new HashSet<UserId>();
    for (var from = 0; from < told.size(); from += AT_ONCE) {
      var some = told.subList(from, Math.min(from + AT_ONCE, told.size()));
      noted.addAll(store.jdbc(Purpose.DUTY, connection -> note(connection, some)));
    }
    return noted;
  }

  private static Set<UserId> note(Connection connection, List<Acknowledgement> told)
      throws SQLException {
    var users = told.stream().map(Acknowledgement::user).distinct().toList();
    var locked = RowLocks.free(connection, users);
    var some = told.stream().filter(one -> locked.contains(one.user())).toList();
    try (var statement = connection.prepareStatement(NOTE)) {
      statement.setArray(
          1, array(connection, "text", some.stream().map(one -> one.user().value())));
      statement.setArray(
          2, array(connection, "text", some.stream().map(one -> one.after().epoch())));
      statement.setArray(
          3, array(connection, "int8", some.stream().map(one -> one.after().head())));
      statement.setArray(4, array(connection, "int8", some.stream().map(Acknowledgement::upTo)));
      statement.setInt(5, MOST_STRETCHES);
      statement.executeUpdate();
    }
    var noted = new HashSet<>(users);
    noted.removeAll(RowLocks.taken(connection, users, locked));
    return noted;
  }

  private static Array array(Connection connection, String type, Stream<?> values)
      throws SQLException {
    return connection.createArrayOf(type, values.toArray());
  }
}
