package org.belfry.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The database of a demo run lets nobody in but its owner. */
@Tag("programs")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no such permissions")
class DatabasePasswordIT {

  @TempDir private Path directory;

  @Test
  void a_database_with_a_password_lets_nobody_in_without_also_when_it_was_made_without()
      throws Exception {
    for (var name : new String[] {"made-with", "made-without"}) {
      var data = directory.resolve(name);
      if (name.equals("made-without")) {
        Database.start(data).close();
      }
      try (var database = Database.start(data, "its-password")) {
        assertThatThrownBy(() -> connect(database, "another"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password authentication failed");
        connect(database, "its-password");
      }
      assertThat(data.resolve("pg_hba.conf")).content().doesNotContainPattern("(?m)^\\w.*trust");
      try (var again = Database.start(data, "its-password")) {
        connect(again, again.password());
      }
      assertThat(directory.resolve(name + ".password")).doesNotExist();
    }
  }

  private static void connect(Database database, String password) throws SQLException {
    DriverManager.getConnection(database.url(), database.user(), password).close();
  }
}
