package org.belfry.ops;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.belfry.store.Store;

/** Whether this node should be sent requests: it is started, not stopping, and has its database. */
@Singleton
class Readiness {

  private final Store store;
  private volatile boolean open;

  @Inject
  Readiness(Store store) {
    this.store = store;
  }

  void open() {
    open = true;
  }

  void close() {
    open = false;
  }

  /** Asks the database; null when all is well, else the reason. A migrated one has inboxes. */
  String whyNot() {
    if (!open) {
      return "starting or stopping";
    }
    try {
      return store.jdbc(
          connection -> {
            try (var statement = connection.createStatement()) {
              statement.setQueryTimeout(2);
              statement.executeQuery("select 1 from inbox limit 1").close();
              return null;
            }
          });
    } catch (SQLException e) {
      return "database out of reach";
    }
  }
}
