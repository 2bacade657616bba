package org.belfry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.belfry.TestDatabase;
import org.belfry.harness.Database;
import org.belfry.harness.FreePorts;
import org.belfry.problem.Problem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose database is there later than the store, or does not let it in. */
@Tag("programs")
class StoreOpeningIT {

  @TempDir private Path directory;

  private static Store store(String url, String user) {
    return new Store(
        new StoreSettings(Optional.of(url), Optional.of(user), Optional.of("any"), "", 12),
        new SimpleMeterRegistry());
  }

  private static int inboxes(Connection connection) throws SQLException {
    try (var statement = connection.prepareStatement("select count(*) from inbox")) {
      var rows = statement.executeQuery();
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void a_database_that_comes_later_than_the_store_is_migrated_then() throws Exception {
    var port = FreePorts.next();
    var store = store("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres");
    for (var i = 0; i < 2; i++) {
      assertThatThrownBy(() -> store.jdbc(Purpose.READ, StoreOpeningIT::inboxes))
          .satisfies(
              e ->
                  assertThat(Problem.behind(e).code())
                      .as(e.toString())
                      .isEqualTo("store-unavailable"));
    }
    try (var database = Database.start(directory.resolve("late"), port)) {
      assertThat(database.port()).isEqualTo(port);
      assertThat(store.jdbc(Purpose.READ, StoreOpeningIT::inboxes)).isZero();
    } finally {
      store.close();
    }
  }

  @Test
  void a_database_that_does_not_let_it_in_is_no_outage_and_says_why() {
    var elsewhere = TestDatabase.get().url().replaceFirst("/postgres$", "/nowhere");
    var store = store(elsewhere, TestDatabase.get().user());
    assertThatThrownBy(() -> store.jdbc(Purpose.READ, StoreOpeningIT::inboxes))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the database does not let us in: FATAL: database \"nowhere\" does not exist");
    var stranger = store(TestDatabase.get().url(), "stranger");
    assertThatThrownBy(() -> stranger.jpa(Purpose.READ, em -> null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("does not let us in");
    store.close();
    stranger.close();
  }
}
