package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.belfry.cluster.TestNode;
import org.belfry.harness.Database;
import org.belfry.inbox.append.IdempotencyKey;
import org.belfry.inbox.append.Receipt;
import org.belfry.inbox.read.LogQuery;
import org.belfry.inbox.read.PageQuery;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.belfry.store.Store;
import org.belfry.store.StoreSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A store that was empty when its statements were planned, is full now, and was never analyzed: the
 * plans are as they were, and each statement still touches only what it is about. Counted in pages
 * of the database, not in time.
 */
@Tag("programs")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class YoungStoreIT {

  private static final int USERS = 200;
  private static final int ITEMS_EACH = 200;

  /** A walk through a whole index of contents or items touches more than that many times. */
  private static final int MOST_PAGES = USERS * ITEMS_EACH / 4;

  private static final String FILL =
      """
      insert into notification (id, created_at, priority, sender, type, title, recipients, seqs)
      select gen_random_uuid(), now() - interval '1 day', 0, 'tests', 'test',
             'filled in', array['filled-' || u], array[s]
        from generate_series(1, %1$d) u, generate_series(1, %2$d) s;
      insert into inbox (user_id, epoch, head, unread, unseen)
      select 'filled-' || u, 'filled', %2$d, %2$d, %2$d from generate_series(1, %1$d) u;
      insert into item (user_id, seq, change, notification_id, arrived_unread, arrived_unseen)
      select n.recipients[1], n.seqs[1], n.seqs[1], n.id, n.seqs[1], n.seqs[1] from notification n
       where n.title = 'filled in';
      insert into idempotency (sender, key, body_hash, notification_id, recipients, created_at)
      select 'filled', n.id::text, '\\x00', n.id, 1, now() from notification n;
      insert into session_mapping (user_id, id, node_id, connected_at, transport)
      select 'filled-' || u, gen_random_uuid(), (select id from node limit 1), now(), 'sse'
        from generate_series(1, %1$d * %2$d / 2) u;
      """
          .formatted(USERS, ITEMS_EACH);

  private static final String TOUCHED =
      """
      select query, calls, (shared_blks_hit + shared_blks_read) / calls as pages
        from pg_stat_statements s join pg_database d on d.oid = s.dbid
       where d.datname = current_database() order by pages desc
      """;

  private Database database;
  private TestInbox inbox;
  private TestNode node;

  @BeforeAll
  void start() throws Exception {
    var directory = Files.createTempDirectory(Path.of("target"), "young-postgres");
    database = Database.start(directory);
    admin("alter system set shared_preload_libraries = 'pg_stat_statements'");
    admin("alter system set autovacuum = off");
    database.close();
    database = Database.start(directory);
    admin("create extension pg_stat_statements");
    var url = Optional.of(database.url());
    var store =
        new Store(
            new StoreSettings(url, Optional.of(database.user()), Optional.empty(), "", 12),
            new SimpleMeterRegistry());
    inbox = new TestInbox(store);
    node = TestNode.on(store).joined();
  }

  @AfterAll
  void stop() throws Exception {
    node.close();
    database.close();
  }

  private void admin(String sql) throws SQLException {
    try (var connection = connection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection(database.url(), database.user(), "");
  }

  @Test
  void every_statement_touches_little_of_a_store_that_was_empty_when_it_was_planned()
      throws Exception {
    // the driver keeps a statement, and with it its plan, from the fifth call on
    for (var i = 0; i < 7; i++) {
      workOut(TestInbox.someone());
    }
    admin(FILL);
    admin("select pg_stat_statements_reset()");
    for (var i = 1; i <= 3; i++) {
      workOut(UserId.stored("filled-" + i));
    }
    var statements = touched();
    assertThat(statements).hasSizeGreaterThan(40);
    assertThat(statements)
        .allSatisfy(one -> assertThat(one.pages()).as(one.query()).isLessThan(MOST_PAGES));
  }

  @Test
  void a_page_of_large_items_reads_no_contents_beyond_its_end() throws Exception {
    var user = TestInbox.someone();
    var large = LargeItems.text(60_000);
    IntStream.range(0, 200).forEach(i -> inbox.send(LargeItems.draft(inbox, large, user)));
    admin("select pg_stat_statements_reset()");
    inbox.log.read(List.of(LogQuery.unread(user, 0)));
    inbox.log.read(List.of(LogQuery.changes(user, new Cursor(null, 0))));
    inbox.pages.page(user, new PageQuery(PageQuery.State.ALL, null, Long.MAX_VALUE, 200));
    // a whole one is 30 pages of the database, and those of its index: 200 are more than 6,000
    assertThat(touched())
        .allSatisfy(one -> assertThat(one.pages()).as(one.query()).isLessThan(2_000));
  }

  private record Touched(String query, long pages) {}

  private List<Touched> touched() throws SQLException {
    try (var connection = connection();
        var statement = connection.createStatement()) {
      var rows = statement.executeQuery(TOUCHED);
      var all = new ArrayList<Touched>();
      while (rows.next()) {
        all.add(new Touched(rows.getString(1), rows.getLong(3)));
      }
      return all;
    }
  }

  /** Everything that the product does to a store. */
  private void workOut(UserId user) throws Exception {
    node.workOut(user);
    send(user);
    read(user);
    var actions = inbox.acts;
    actions.counts(user);
    actions.read(user, List.of(1L, 2L), true);
    actions.read(user, List.of(2L), false);
    actions.archive(user, List.of(3L), true);
    actions.patch(user, 2, true, true);
    actions.seen(user, 4);
    actions.remove(user, List.of(5L, 6L));
    inbox.acknowledgements.note(
        List.of(new Acknowledgement(user, new Cursor(actions.counts(user).epoch(), 1), 3)));
    read(user);
    actions.readUpTo(user, 1_000);
    read(user);
    inbox.recount.of(user);
    clean();
  }

  private void send(UserId user) throws Exception {
    var sent = new ArrayList<CompletionStage<Receipt>>();
    IntStream.range(0, 250)
        .forEach(i -> sent.add(inbox.sendLater(inbox.draft("n", null, null, user))));
    for (var one : sent) {
      one.toCompletableFuture().join();
    }
    inbox.send("alone", user);
    inbox.send("several", user, TestInbox.someone());
    inbox.send(inbox.draft("first", "key", null, user));
    inbox.send(inbox.draft("second", "key", null, user));
    var key = new IdempotencyKey("tests", user.value(), new byte[] {1});
    inbox.appender.append(inbox.draft("once", null, null, user), key).toCompletableFuture().join();
    inbox.appender.append(inbox.draft("once", null, null, user), key).toCompletableFuture().join();
    var recalled = inbox.send("oops", user).id();
    inbox.notifications.report(recalled, sender -> true);
    inbox.notifications.recall(recalled, sender -> true);
    inbox.send(inbox.draft("short", null, inbox.clock.instant().plusSeconds(1), user));
    inbox.clock.advance(Duration.ofSeconds(2));
    inbox.upkeep.sweep(java.util.UUID.randomUUID(), true);
  }

  private void read(UserId user) throws Exception {
    for (var reading :
        List.of(
            LogQuery.unread(user, 0),
            LogQuery.changes(user, new Cursor(null, 0)),
            LogQuery.changes(user, new Cursor(null, 100)))) {
      var slice = inbox.log.read(List.of(reading)).get(0);
      inbox.log.read(List.of(reading.from(slice), reading));
    }
    inbox.log.read(List.of(LogQuery.unread(TestInbox.someone(), 0)));
    inbox.log.read(List.of(LogQuery.newest(user, 50)));
    inbox.log.heads(List.of(user));
    for (var state : PageQuery.State.values()) {
      inbox.pages.page(user, new PageQuery(state, null, Long.MAX_VALUE, 50));
      inbox.pages.page(user, new PageQuery(state, "test", 120, 50));
      inbox.pages.page(user, new PageQuery(state, "rare", Long.MAX_VALUE, 50));
    }
  }

  private void clean() throws Exception {
    inbox.clock.advance(Duration.ofDays(31));
    var retention = inbox.retention();
    retention.purgeBatch();
    retention.purgeBatch();
    inbox.keyRetention().forgetBatch();
  }
}
