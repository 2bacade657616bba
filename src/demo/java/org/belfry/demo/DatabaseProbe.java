package org.belfry.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/** Asks the database of the environment whether it lets Belfry in, before a server is started. */
final class DatabaseProbe {

  private final String url;
  private final Properties properties = new Properties();

  private DatabaseProbe(Map<String, String> environment) {
    url = environment.get("BELFRY_DB_URL").strip();
    put("user", environment.get("BELFRY_DB_USER"));
    put("password", environment.get("BELFRY_DB_PASSWORD"));
    put("connectTimeout", "5");
    put("loginTimeout", "10");
  }

  static DatabaseProbe of(Map<String, String> environment) {
    return new DatabaseProbe(environment);
  }

  private void put(String name, String value) {
    if (value != null && !value.isBlank()) {
      properties.setProperty(name, value);
    }
  }

  /** Throws with one line that says why not. */
  void requireAnswer() throws IOException {
    try (Connection connection = new Driver().connect(url, properties)) {
      if (connection == null) {
        throw new IOException(
            "BELFRY_DB_URL is no address of a PostgreSQL: jdbc:postgresql://host:port/database");
      }
    } catch (SQLException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IOException("The database of BELFRY_DB_URL is out of reach: " + reason, e);
    }
  }
}
