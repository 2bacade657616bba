package org.belfry.inbox;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.belfry.model.UserId;
import org.belfry.store.Purpose;
import org.belfry.store.Store;

/**
 * All that is stored of a person, as one JSON document, written page by page: the inbox with its
 * counts, every item with its content, also what is archived or removed, and the connections.
 */
@Singleton
public class Export {

  private static final int PAGE = 50;

  private static final String TIME =
      "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";

  private static final String PERSON =
      """
      select json_build_object(
        'user', u.id,
        'inbox', (select json_build_object('epoch', i.epoch, 'head', i.head, 'unread', i.unread,
                    'unseen', i.unseen, 'seenUpTo', i.seen_up_to,
                    'deliveredUpTo', i.delivered_up_to) from inbox i where i.user_id = u.id),
        'connections', (select coalesce(json_agg(json_build_object('since', %s,
                          'transport', m.transport, 'remoteAddress', m.remote_address,
                          'userAgent', m.user_agent)), '[]') from session_mapping m
                         where m.user_id = u.id))::text
        from (select ?::text collate "C" as id) u
      """
          .formatted(time("m.connected_at"));

  private static final String ITEMS =
      """
      select t.seq, json_build_object('seq', t.seq, 'id', n.id, 'sentAt', %s, 'sender', n.sender,
               'type', n.type, 'title', n.title, 'body', n.body, 'link', n.link,
               'data', n.data::json, 'priority', n.priority, 'count', t.count, 'readAt', %s,
               'archivedAt', %s, 'removedAt', %s, 'expiresAt', %s)::text
        from item t join notification n on n.id = t.notification_id
       where t.user_id = ? and t.seq > ? order by t.seq limit ?
      """
          .formatted(
              time("n.created_at"),
              time("t.read_at"),
              time("t.archived_at"),
              time("t.removed_at"),
              time("t.expires_at"));

  private final Store store;

  @Inject
  public Export(Store store) {
    this.store = store;
  }

  private static String time(String column) {
    return TIME.formatted(column);
  }

  /** The beginning of the document: the person, without the items. */
  public String person(UserId user) {
    try {
      return store.jdbc(
          Purpose.ACTION,
          connection -> {
            try (var statement = connection.prepareStatement(PERSON)) {
              statement.setString(1, user.value());
              var rows = statement.executeQuery();
              rows.next();
              return rows.getString(1);
            }
          });
    } catch (SQLException e) {
      throw StoreFailure.ofAct(e);
    }
  }

  /** Writes the document that begins so; its memory is that of a page. */
  public void write(UserId user, String person, OutputStream out) throws IOException {
    out.write(utf8(person.substring(0, person.length() - 1) + ",\"items\":["));
    var separator = "";
    var after = 0L;
    while (true) {
      var from = after;
      var page = page(user, from);
      for (var item : page) {
        out.write(utf8(separator + item.json()));
        separator = ",";
        after = item.seq();
      }
      if (page.size() < PAGE) {
        break;
      }
    }
    out.write(utf8("]}"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private record Exported(long seq, String json) {}

  private List<Exported> page(UserId user, long after) {
    try {
      return store.jdbc(Purpose.ACTION, connection -> page(connection, user, after));
    } catch (SQLException e) {
      throw StoreFailure.ofAct(e);
    }
  }

  private static List<Exported> page(Connection connection, UserId user, long after)
      throws SQLException {
    try (var statement = connection.prepareStatement(ITEMS)) {
      statement.setString(1, user.value());
      statement.setLong(2, after);
      statement.setInt(3, PAGE);
      var page = new ArrayList<Exported>();
      for (var rows = statement.executeQuery(); rows.next(); ) {
        page.add(new Exported(rows.getLong(1), rows.getString(2)));
      }
      return page;
    }
  }
}
