package org.belfry.bench.measure;

import java.sql.Connection;
import java.sql.SQLException;

/** What heavy users find in their inboxes, put there without a server. */
final class HeavyStore {

  private static final String UNREAD =
      """
      with drawn as (
        select n, uuidv7() as id from generate_series(1, ?) as n
      ), stored as (
        insert into item (user_id, seq, change, notification_id, arrived_unread, arrived_unseen)
        select ?, n, n, id, n, n from drawn
      ), opened as (
        insert into inbox (user_id, epoch, head, unread, unseen)
        select ?, 'filled', max(n), max(n), max(n) from drawn
      )
      insert into notification (id, created_at, priority, sender, type, title, body, link,
                                recipients, seqs)
      select id, now(), 0, 'bench', 'comment.created', 'Grace commented on your post', ?,
             '/n/-1/0/0', array[?], array[n::bigint]
        from drawn
      """;

  /** Read long ago, by everybody. */
  private static final String OLD =
      """
      with people as (
        select ? || n as user_id from generate_series(1, ?) as n
      ), drawn as (
        select n, uuidv7(interval '-200 days') as id from generate_series(1, ?) as n
      ), opened as (
        insert into inbox (user_id, epoch, head)
        select user_id, 'filled', (select max(n) from drawn) from people
      ), stored as (
        insert into item (user_id, seq, change, notification_id, read_at,
                          arrived_unread, arrived_unseen)
        select user_id, n, n, id, now() - interval '199 days', 1, 1 from people, drawn
      )
      insert into notification (id, created_at, priority, sender, type, title, body, link,
                                recipients, seqs)
      select id, now() - interval '200 days', 0, 'bench', 'news', 'News', 'All is well.',
             '/n/-1/0/0', array(select user_id from people order by user_id collate "C"),
             array(select n::bigint from people)
        from drawn
      """;

  private static final String COUNT_OLD =
      "select count(*) from notification where id < uuidv7(interval '-100 days')";

  private final Connection database;

  HeavyStore(Connection database) {
    this.database = database;
  }

  /** A new inbox with so many unread items. */
  void unread(String user, int items, String body) throws SQLException {
    try (var statement = database.prepareStatement(UNREAD)) {
      statement.setInt(1, items);
      statement.setString(2, user);
      statement.setString(3, user);
      statement.setString(4, body);
      statement.setString(5, user);
      statement.execute();
    }
  }

  /** New inboxes, all of which got the same long ago. */
  void old(String prefix, int people, int broadcasts) throws SQLException {
    try (var statement = database.prepareStatement(OLD)) {
      statement.setString(1, prefix);
      statement.setInt(2, people);
      statement.setInt(3, broadcasts);
      statement.execute();
    }
  }

  /** How many notifications are older than a server keeps them. */
  int old() throws SQLException {
    try (var statement = database.createStatement();
        var rows = statement.executeQuery(COUNT_OLD)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** What filling left to write is not to be measured. */
  void rest() throws SQLException {
    try (var statement = database.createStatement()) {
      statement.execute("vacuum (analyze) item, notification, inbox");
      statement.execute("checkpoint");
    }
  }
}
