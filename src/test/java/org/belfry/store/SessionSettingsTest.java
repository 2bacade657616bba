package org.belfry.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.belfry.TestDatabase;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {

  @Test
  void a_session_tells_what_is_otherwise_until_it_is_set() throws SQLException {
    var database = TestDatabase.get();
    try (var session = DriverManager.getConnection(database.url(), database.user(), "");
        var statement = session.createStatement()) {
      assertThat(SessionSettings.others(session).split(","))
          .contains("enable_seqscan=on", "plan_cache_mode=auto")
          .hasSize(6);
      statement.execute(SessionSettings.sql());
      assertThat(SessionSettings.others(session)).isEmpty();
      statement.execute("set enable_memoize = on");
      assertThat(SessionSettings.others(session)).isEqualTo("enable_memoize=on");
    }
  }

  @Test
  void the_store_sets_its_own() throws SQLException {
    assertThat(TestDatabase.store().statement(Purpose.DUTY, SessionSettings::others)).isEmpty();
  }
}
