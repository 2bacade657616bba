package org.belfry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.belfry.TestDatabase;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store that breaks, or has nothing to write on, is to those who use it. */
class AttemptsTest {

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Store store =
      new Store(
          new StoreSettings(
              Optional.of(TestDatabase.get().url()),
              Optional.of(TestDatabase.get().user()),
              Optional.empty(),
              "",
              12),
          meters);
  private final List<Integer> tries = new ArrayList<>();

  @AfterEach
  void close() {
    store.close();
  }

  private static int session(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      var row = statement.executeQuery("select pg_backend_pid()");
      row.next();
      return row.getInt(1);
    }
  }

  private static void raise(Connection connection, String state) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("do $$ begin raise sqlstate '" + state + "'; end $$");
    }
  }

  /** Ends the session under its user, as a server does that stops. */
  private static void end(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("select pg_terminate_backend(pg_backend_pid())");
    }
  }

  /** Ends another session, which learns of it by its next word. */
  private void terminate(int session) throws SQLException {
    store.statement(
        Purpose.DUTY,
        connection ->
            connection
                .createStatement()
                .execute("select pg_terminate_backend(" + session + ", 5000)"));
  }

  private Object failing(int times, String state) throws SQLException {
    return store.jdbc(
        Purpose.ACTION,
        connection -> {
          tries.add(session(connection));
          if (tries.size() <= times) {
            raise(connection, state);
          }
          return "done";
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "40P01"})
  void what_the_database_has_undone_is_done_again(String state) throws Exception {
    assertThat(failing(2, state)).isEqualTo("done");
    assertThat(tries).hasSize(3);
  }

  @Test
  void it_is_not_done_again_for_ever() {
    assertThatThrownBy(() -> failing(9, "40P01"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40P01"));
    assertThat(tries).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"22003", "23514", "55P03", "57014", "42P01"})
  void what_the_database_refuses_is_done_once_and_told_as_it_is(String state) {
    assertThatThrownBy(() -> failing(1, state))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    assertThat(tries).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"53100", "53300", "58030", "55000"})
  void a_database_that_can_not_is_an_outage(String state) {
    var error = catchThrowable(() -> failing(9, state));
    assertThat(Problem.behind(error).code()).isEqualTo("store-unavailable");
    assertThat(Problem.behind(error).status()).isEqualTo(503);
    assertThat(Problem.behind(error).retryAfterSeconds()).isEqualTo(2);
    assertThat(Problem.behind(error)).hasCauseInstanceOf(SQLException.class);
  }

  @Test
  void a_session_that_breaks_before_the_commit_is_followed_by_another_one() throws Exception {
    var result =
        store.jdbc(
            Purpose.ACTION,
            connection -> {
              tries.add(session(connection));
              if (tries.size() == 1) {
                end(connection);
              }
              return "done";
            });
    assertThat(result).isEqualTo("done");
    assertThat(tries).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void a_commit_of_which_nothing_is_known_is_done_again_only_where_that_does_no_harm()
      throws Exception {
    Store.SqlWork<String> work =
        connection -> {
          tries.add(session(connection));
          if (tries.size() == 1) {
            connection.createStatement().execute("create temp table t (a int) on commit drop");
            terminate(tries.get(0));
          }
          return "done";
        };
    assertThat(Problem.behind(catchThrowable(() -> store.jdbc(Purpose.ACTION, work)))).isNotNull();
    assertThat(tries).hasSize(1);
    tries.clear();
    assertThat(store.idempotent(Purpose.ACTION, work)).isEqualTo("done");
    assertThat(tries).hasSize(2);
  }

  @Test
  void it_is_under_jpa_as_well() {
    var result =
        store.jpa(
            Purpose.ACTION,
            em -> {
              tries.add(1);
              if (tries.size() == 1) {
                em.createNativeQuery("select pg_terminate_backend(pg_backend_pid())")
                    .getResultList();
              }
              return "done";
            });
    assertThat(result).isEqualTo("done");
    assertThat(tries).hasSize(2);
  }

  /** It may have been carried out. */
  @Test
  void a_statement_that_is_its_own_transaction_is_not_done_again() {
    var error =
        catchThrowable(
            () ->
                store.statement(
                    Purpose.ACTION,
                    connection -> {
                      tries.add(1);
                      end(connection);
                      return null;
                    }));
    assertThat(Problem.behind(error).code()).isEqualTo("store-unavailable");
    assertThat(tries).hasSize(1);
  }

  @Test
  void a_session_that_can_only_read_is_thrown_away() throws Exception {
    var readOnly = new ArrayList<Integer>();
    for (var i = 0; i < 10; i++) {
      store.statement(
          Purpose.READ,
          connection -> {
            readOnly.add(session(connection));
            return connection.createStatement().execute("set default_transaction_read_only = on");
          });
    }
    // a broken one is followed by another at once; of these there may be as many as there are lanes
    for (var i = 0; i < 12; i++) {
      catchThrowable(
          () ->
              store.jdbc(
                  Purpose.ACTION,
                  connection ->
                      connection.createStatement().execute("create temp table t (a int)")));
    }
    var writing =
        store.jdbc(
            Purpose.ACTION,
            connection -> {
              connection.createStatement().execute("create temp table u (a int) on commit drop");
              return session(connection);
            });
    assertThat(readOnly).doesNotContain(writing);
  }

  @Test
  void jpa_says_an_outage_as_the_refusal_it_is() {
    assertThatThrownBy(
            () ->
                store.jpa(
                    Purpose.ACTION,
                    em ->
                        em.createNativeQuery("do $$ begin raise sqlstate '53200'; end $$")
                            .executeUpdate()))
        .isInstanceOfSatisfying(
            Problem.class, e -> assertThat(e.code()).isEqualTo("store-unavailable"));
  }

  @Test
  void a_standby_alone_is_no_database() {
    assertThat(StoreOpening.primary("jdbc:postgresql://a,b/belfry"))
        .isEqualTo("jdbc:postgresql://a,b/belfry?targetServerType=primary");
    assertThat(StoreOpening.primary("jdbc:postgresql://a/belfry?ssl=true"))
        .isEqualTo("jdbc:postgresql://a/belfry?ssl=true&targetServerType=primary");
    assertThat(StoreOpening.primary("jdbc:postgresql://a/belfry?targetServerType=any"))
        .isEqualTo("jdbc:postgresql://a/belfry?targetServerType=any");
  }
}
