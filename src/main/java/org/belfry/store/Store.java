package org.belfry.store;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import org.belfry.problem.Problem;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

/**
 * The one PostgreSQL: migrated before anything else is done with it, reached either as JPA or as
 * plain JDBC, each call one transaction that is committed when the work returns and rolled back
 * when it throws.
 *
 * <p>Who asks says for what {@link Purpose}: each has connections of its own, and waits for one of
 * them for 5 s at most.
 *
 * <p>No JTA: there is one database and nothing else to agree with, and the transaction's borders
 * can be read in the code.
 */
@Singleton
public final class Store {

  /** Work on one connection inside one transaction. */
  @FunctionalInterface
  public interface SqlWork<T> {
    T with(Connection connection) throws SQLException;
  }

  private static final Logger LOG = System.getLogger(Store.class.getName());

  private final StoreOpening opening;
  private final Outages outages;
  private final Attempts attempts;
  private volatile OpenStore open;

  @Inject
  public Store(StoreSettings settings, MeterRegistry meters) {
    outages = new Outages(meters);
    attempts = new Attempts(new Lanes(settings.poolSize(), meters), outages);
    opening = new StoreOpening(settings, meters);
  }

  /** Reached and migrated at the first use, and tried again at the next where that fails. */
  private OpenStore open() throws SQLException {
    var known = open;
    return known == null ? openNow() : known;
  }

  private synchronized OpenStore openNow() throws SQLException {
    if (open == null) {
      try {
        open = opening.open();
      } catch (SQLException e) {
        var outage = outages.of(e);
        throw outage == null ? e : outage;
      }
    }
    return open;
  }

  /**
   * Runs JPA work in one transaction; once more, at most twice, when the database has undone it.
   *
   * @throws Problem 503 {@code store-unavailable} while the database is out of reach
   * @throws jakarta.persistence.PersistenceException as JPA threw it for all other reasons
   */
  public <T> T jpa(Purpose purpose, Function<EntityManager, T> work) {
    try {
      var store = open();
      return attempts.of(purpose, progress -> oneOfJpa(store, progress, work));
    } catch (StoreUnavailableException e) {
      throw e.problem();
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  private static <T> T oneOfJpa(
      OpenStore store, Attempts.Progress progress, Function<EntityManager, T> work) {
    return store
        .entities()
        .unwrap(SessionFactory.class)
        .fromTransaction(
            em -> {
              try {
                if (store.shared()) {
                  em.unwrap(Session.class).doWork(store::began);
                }
                var result = work.apply(em);
                progress.commits();
                return result;
              } catch (RuntimeException e) {
                em.unwrap(Session.class).doWork(connection -> Attempts.discard(connection, e));
                throw e;
              }
            });
  }

  /**
   * Runs JDBC work in one transaction; once more, at most twice, when the database has undone it.
   *
   * @throws SQLException as the work or the commit threw it; then nothing was kept, unless the
   *     connection broke during the commit itself. While the database is out of reach, its cause is
   *     a {@link Problem}
   */
  public <T> T jdbc(Purpose purpose, SqlWork<T> work) throws SQLException {
    var store = open();
    return attempts.of(purpose, progress -> oneOfJdbc(store, progress, work));
  }

  /**
   * The same for work that may be done twice: also once more when it is not known whether it was
   * kept.
   *
   * @throws SQLException as for {@code jdbc}
   */
  public <T> T idempotent(Purpose purpose, SqlWork<T> work) throws SQLException {
    var store = open();
    return attempts.of(purpose, progress -> oneOfJdbc(store, new Attempts.Progress(), work));
  }

  private static <T> T oneOfJdbc(OpenStore store, Attempts.Progress progress, SqlWork<T> work)
      throws SQLException {
    try (var connection = store.dataSource().getConnection()) {
      connection.setAutoCommit(false);
      try {
        store.began(connection);
        var result = work.with(connection);
        progress.commits();
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException | Error e) {
        Attempts.discard(connection, e);
        rollBack(connection, e);
        throw e;
      } finally {
        resetAutoCommit(connection);
      }
    }
  }

  /**
   * Runs one statement, which is a transaction of its own: no round trip lies between its locks and
   * its commit. Once more, at most twice, when the database has undone it.
   *
   * @throws SQLException as the statement threw it; then nothing was kept, unless the connection
   *     broke meanwhile. While the database is out of reach, its cause is a {@link Problem}
   */
  public <T> T statement(Purpose purpose, SqlWork<T> work) throws SQLException {
    var store = open();
    return attempts.of(purpose, progress -> oneStatement(store, progress, work));
  }

  private static <T> T oneStatement(OpenStore store, Attempts.Progress progress, SqlWork<T> work)
      throws SQLException {
    if (store.shared()) {
      // its settings have to go before it, in one transaction with it
      progress.commits();
      return oneOfJdbc(store, progress, work);
    }
    try (var connection = store.dataSource().getConnection()) {
      progress.commits();
      try {
        return work.with(connection);
      } catch (SQLException | RuntimeException | Error e) {
        Attempts.discard(connection, e);
        throw e;
      }
    }
  }

  private static void rollBack(Connection connection, Throwable reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }

  private static void resetAutoCommit(Connection connection) {
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      // a broken connection; the pool finds out by itself when it gets it back
    }
  }

  @PreDestroy
  synchronized void close() {
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=store-close-failed", e);
    }
  }
}
