package org.belfry.store;

import jakarta.persistence.EntityManagerFactory;
import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A database that has been reached and migrated.
 *
 * @param shared whether a pooler lends sessions for one transaction each: then a session keeps
 *     nothing, and what it is to be set to goes with each transaction
 */
record OpenStore(DataSource dataSource, EntityManagerFactory entities, boolean shared) {

  /** A transaction has begun on this connection. */
  void began(Connection connection) throws SQLException {
    if (shared) {
      try (var statement = connection.createStatement()) {
        statement.execute(SessionSettings.ofOneTransaction());
      }
    }
  }

  void close() throws IOException {
    HibernateCaches.forget(entities);
    entities.close();
    if (dataSource instanceof Closeable own) {
      own.close();
    }
  }
}
