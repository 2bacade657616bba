package org.belfry.inbox.read;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.belfry.inbox.Counts;
import org.belfry.inbox.InboxActions;
import org.belfry.inbox.ItemJson;
import org.belfry.json.Json;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * Pages of an inbox, newest first, by keyset: a deep page costs what the first one does. A page
 * looks at a bounded stretch of the inbox, and a bounded number of bytes, so it may have fewer
 * items than asked for; only {@code "next":null} says that there are no more.
 */
@Singleton
public class Pages {

  /** Items one page looks at, at most. */
  static final int STRETCH = 2000;

  private final Store store;
  private final InboxActions actions;
  private final PageSettings settings;

  @Inject
  public Pages(Store store, InboxActions actions, PageSettings settings) {
    this.store = store;
    this.actions = actions;
    this.settings = settings;
  }

  /**
   * A page as JSON. Its counts and head were read before its items, so a reader that goes on from
   * this head misses nothing: a change in between comes once more.
   */
  public String page(UserId user, PageQuery query) throws SQLException {
    var counts = actions.counts(user);
    return store.statement(Purpose.READ, connection -> page(connection, user, query, counts));
  }

  private String page(Connection connection, UserId user, PageQuery query, Counts counts)
      throws SQLException {
    var out = new StringBuilder(4096).append("{\"items\":[");
    var separator = "";
    var last = 0L;
    var more = false;
    try (var statement = connection.prepareStatement(sql(query))) {
      bind(statement, user, query);
      var rows = statement.executeQuery();
      var item = new ItemRow(rows, 1);
      while (rows.next()) {
        last = item.seq();
        more = rows.getBoolean(ItemRow.WIDTH + 1);
        out.append(separator);
        ItemJson.item(out, item.content(), item.count(), item.flags(counts.seenUpTo()));
        separator = ",";
      }
    }
    Long next = more ? Long.valueOf(last) : endOfStretch(connection, user, query);
    out.append("],\"next\":").append(next).append(",\"epoch\":");
    Json.quote(out, counts.epoch());
    out.append(",\"head\":").append(counts.head());
    out.append(",\"unread\":").append(counts.unread());
    out.append(",\"unseen\":").append(counts.unseen());
    return out.append(",\"seenUpTo\":").append(counts.seenUpTo()).append('}').toString();
  }

  /** The item that reaches the bound of bytes is the last; what comes after it is not read. */
  private static String sql(PageQuery query) {
    return """
        select %s, t.goes_on
          from (
            select q.*, row_number() over w as nth, lead(q.seq) over w is not null as goes_on,
                   sum(%s) over (w rows between unbounded preceding and 1 preceding) as bytes_before
              from (
                select %s
                  from (select * from item t where t.user_id = ? and t.seq < ? and %s
                         order by t.seq desc limit %d) t
                  cross join lateral (
                    select * from notification b where b.id = t.notification_id limit 1
                  ) n
                 where %s
                 order by t.seq desc
                 limit ?
              ) q
            window w as (order by q.seq desc)
          ) t where t.nth <= ? and coalesce(t.bytes_before, 0) < ?
         order by t.nth
        """
        .formatted(
            ItemRow.COLUMNS,
            ItemRow.bytes("q"),
            ItemRow.withContent("t"),
            index(query),
            STRETCH,
            query.state().condition + (query.type() == null ? "" : " and n.type = ?"));
  }

  /** Without a type, everything in a partial index fits; "all" walks the primary key. */
  private static String index(PageQuery query) {
    return query.state() == PageQuery.State.ALL ? "true" : query.state().condition;
  }

  private void bind(PreparedStatement statement, UserId user, PageQuery query) throws SQLException {
    var index = 1;
    statement.setString(index++, user.value());
    statement.setLong(index++, query.before());
    if (query.type() != null) {
      statement.setString(index++, query.type());
    }
    statement.setInt(index++, query.limit() + 1);
    statement.setInt(index++, query.limit());
    statement.setInt(index, settings.bytes());
  }

  /** Where the next page begins when this one came to the end of its stretch, or null. */
  private static Long endOfStretch(Connection connection, UserId user, PageQuery query)
      throws SQLException {
    var sql =
        """
        select count(*), min(seq) from (
          select t.seq from item t where t.user_id = ? and t.seq < ? and %s
           order by t.seq desc limit %d) s
        """
            .formatted(index(query), STRETCH);
    try (var statement = connection.prepareStatement(sql)) {
      statement.setString(1, user.value());
      statement.setLong(2, query.before());
      ResultSet rows = statement.executeQuery();
      rows.next();
      return rows.getLong(1) < STRETCH ? null : rows.getLong(2);
    }
  }
}
