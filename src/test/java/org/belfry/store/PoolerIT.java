package org.belfry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.belfry.TestDatabase;
import org.belfry.TestPooler;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real PgBouncer between the store and its database. */
@Tag("programs")
class PoolerIT {

  @BeforeEach
  void isThere() {
    assumeTrue(TestPooler.isInstalled(), TestPooler.MISSING);
  }

  private static TestPooler pooler(String mode, String... more) throws IOException {
    return TestPooler.start(mode, TestDatabase.get().port(), more);
  }

  private static DataSource dataSource(String url) {
    return Flyway.configure()
        .dataSource(url, TestDatabase.get().user(), "any")
        .load()
        .getConfiguration()
        .getDataSource();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"server_round_robin = 0", "server_round_robin = 1", "default_pool_size = 1"})
  void one_that_shares_sessions_is_found_out(String more) throws Exception {
    try (var pooler = pooler("transaction", more, "query_wait_timeout = 5")) {
      assertThat(SharedSessions.stand(dataSource(pooler.url()))).isTrue();
    }
  }

  @Test
  void one_that_does_not_is_left_alone_as_is_the_database_itself() throws Exception {
    assertThat(SharedSessions.stand(dataSource(TestDatabase.get().url()))).isFalse();
    try (var pooler = pooler("session")) {
      assertThat(SharedSessions.stand(dataSource(pooler.url()))).isFalse();
    }
  }

  @Test
  void a_datasource_that_names_its_statements_behind_one_is_found_out() throws Exception {
    try (var pooler = pooler("transaction")) {
      assertThat(SharedSessions.loseStatements(dataSource(pooler.url()))).isTrue();
      assertThat(SharedSessions.loseStatements(dataSource(pooler.url() + "?prepareThreshold=0")))
          .isFalse();
    }
  }

  private static Store store(TestPooler pooler, Optional<DirectAddress> direct) {
    return new Store(
        new StoreSettings(
            Optional.of(pooler.url()),
            Optional.of(TestDatabase.get().user()),
            Optional.empty(),
            "",
            12,
            direct),
        new SimpleMeterRegistry());
  }

  private static int work(Store store, int number) throws SQLException {
    Store.SqlWork<Integer> sum =
        connection -> {
          try (var statement = connection.prepareStatement("select ?::int + " + number % 7)) {
            statement.setInt(1, number);
            var rows = statement.executeQuery();
            rows.next();
            return rows.getInt(1) - number % 7;
          }
        };
    return switch (number % 3) {
      case 0 -> store.jdbc(Purpose.READ, sum);
      case 1 -> store.statement(Purpose.READ, sum);
      default ->
          store.jpa(
              Purpose.READ,
              em ->
                  ((Number)
                          em.createNativeQuery("select cast(:a as int)", Integer.class)
                              .setParameter("a", number)
                              .getSingleResult())
                      .intValue());
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void through_it_statements_are_what_they_are_and_nobody_finds_our_settings(boolean direct)
      throws Exception {
    var threads = Executors.newFixedThreadPool(8);
    var way =
        direct
            ? Optional.of(
                new DirectAddress(
                    TestDatabase.get().url(),
                    Optional.of(TestDatabase.get().user()),
                    Optional.empty()))
            : Optional.<DirectAddress>empty();
    try (var pooler = pooler("transaction", "default_pool_size = 8")) {
      var store = store(pooler, way);
      var numbers =
          IntStream.range(0, 600).mapToObj(i -> (Callable<Integer>) () -> work(store, i)).toList();
      var all = threads.invokeAll(numbers);
      for (var i = 0; i < all.size(); i++) {
        assertThat(all.get(i).get()).isEqualTo(i);
      }
      assertThat(store.jdbc(Purpose.DUTY, SessionSettings::others)).isEmpty();
      assertThat(store.statement(Purpose.DUTY, SessionSettings::others)).isEmpty();
      assertThat(settingsThatOthersFind(pooler)).isNotEmpty().doesNotContain("session");
      store.close();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Where the settings of the pooler's sessions come from that are not the server's. */
  private static List<String> settingsThatOthersFind(TestPooler pooler) throws SQLException {
    var open = new ArrayList<Connection>();
    var sources = new ArrayList<String>();
    try {
      for (var i = 0; i < 8; i++) {
        var stranger = DriverManager.getConnection(pooler.url(), "any", "any");
        open.add(stranger);
        stranger.setAutoCommit(false);
        var rows =
            stranger
                .createStatement()
                .executeQuery(
                    "select source from pg_settings where name in ('lock_timeout', 'jit',"
                        + " 'enable_seqscan', 'plan_cache_mode', 'enable_memoize', 'search_path',"
                        + " 'idle_in_transaction_session_timeout', 'synchronous_commit')");
        while (rows.next()) {
          sources.add(rows.getString(1));
        }
      }
      return sources;
    } finally {
      for (var one : open) {
        one.close();
      }
    }
  }
}
