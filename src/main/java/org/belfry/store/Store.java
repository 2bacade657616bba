package org.belfry.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Function;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.belfry.problem.Problem;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.boot.spi.Bootstrap;

/**
 * The one PostgreSQL: migrated when this object exists, reached either as JPA or as plain JDBC,
 * each call one transaction that is committed when the work returns and rolled back when it throws.
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
  private static final String UNITS = "/jpa/META-INF/persistence.xml";

  private final DataSource dataSource;
  private final EntityManagerFactory entities;
  private final Attempts attempts;

  @Inject
  public Store(StoreSettings settings, MeterRegistry meters) {
    attempts = new Attempts(new Lanes(settings.poolSize(), meters), new Outages(meters));
    if (settings.url().isPresent()) {
      migrate(flyway().dataSource(url(settings), user(settings), password(settings)));
      dataSource = pool(settings);
    } else {
      dataSource = lookUp(settings.jndiName());
      // its connections may not stay idle in a transaction, as Flyway's lock usually does
      var flyway = flyway().dataSource(dataSource);
      flyway
          .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
          .setTransactionalLock(false);
      migrate(flyway);
      checkSessions(settings.jndiName());
    }
    // by hand, and from a place where no server looks: WildFly would put the Hibernate of its own
    // modules first, and Payara 7 would make a factory of its own, before the migrations have run
    entities =
        Bootstrap.getEntityManagerFactoryBuilder(
                Store.class.getResource(UNITS),
                "belfry",
                Map.of("jakarta.persistence.nonJtaDataSource", dataSource))
            .build();
  }

  /**
   * Runs JPA work in one transaction; once more, at most twice, when the database has undone it.
   *
   * @throws Problem 503 {@code store-unavailable} while the database is out of reach
   * @throws jakarta.persistence.PersistenceException as JPA threw it for all other reasons
   */
  public <T> T jpa(Purpose purpose, Function<EntityManager, T> work) {
    try {
      return attempts.of(purpose, progress -> oneOfJpa(progress, work));
    } catch (StoreUnavailableException e) {
      throw e.problem();
    } catch (SQLException e) {
      throw new PersistenceException(e);
    }
  }

  private <T> T oneOfJpa(Attempts.Progress progress, Function<EntityManager, T> work) {
    return entities
        .unwrap(SessionFactory.class)
        .fromTransaction(
            em -> {
              try {
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
    return attempts.of(purpose, progress -> oneOfJdbc(progress, work));
  }

  /**
   * The same for work that may be done twice: also once more when it is not known whether it was
   * kept.
   *
   * @throws SQLException as for {@code jdbc}
   */
  public <T> T idempotent(Purpose purpose, SqlWork<T> work) throws SQLException {
    return attempts.of(purpose, progress -> oneOfJdbc(new Attempts.Progress(), work));
  }

  private <T> T oneOfJdbc(Attempts.Progress progress, SqlWork<T> work) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
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
    return attempts.of(purpose, progress -> oneStatement(progress, work));
  }

  private <T> T oneStatement(Attempts.Progress progress, SqlWork<T> work) throws SQLException {
    try (var connection = dataSource.getConnection()) {
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

  private static FluentConfiguration flyway() {
    return Flyway.configure(Store.class.getClassLoader())
        .locations("classpath:db/migration")
        .table("belfry_schema_history")
        .baselineOnMigrate(false);
  }

  /**
   * Safe when several nodes start at once: Flyway holds an advisory lock of PostgreSQL meanwhile.
   */
  private static void migrate(FluentConfiguration flyway) {
    flyway.load().migrate();
  }

  private static String url(StoreSettings settings) {
    return primary(settings.url().orElseThrow());
  }

  /** Of several hosts the one that can be written to; a standby alone is no database for us. */
  static String primary(String url) {
    return url.contains("targetServerType=")
        ? url
        : url + (url.contains("?") ? "&" : "?") + "targetServerType=primary";
  }

  private static String user(StoreSettings settings) {
    return settings.user().orElse(null);
  }

  private static String password(StoreSettings settings) {
    return settings.password().orElse(null);
  }

  private static DataSource pool(StoreSettings settings) {
    var config = new HikariConfig();
    config.setPoolName("belfry");
    config.setDriverClassName("org.postgresql.Driver");
    config.setJdbcUrl(url(settings));
    config.setUsername(user(settings));
    config.setPassword(password(settings));
    config.setMaximumPoolSize(settings.poolSize());
    config.setConnectionTimeout(5_000);
    config.setConnectionInitSql(SessionSettings.sql());
    config.addDataSourceProperty("ApplicationName", "belfry");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    // the detail of an error may quote a row, and with it a message's body
    config.addDataSourceProperty("logServerErrorDetail", "false");
    config.addDataSourceProperty("connectTimeout", "5");
    // a host that vanished must not hold a thread until the kernel gives up
    config.addDataSourceProperty("socketTimeout", "60");
    return new HikariDataSource(config);
  }

  private static DataSource lookUp(String jndiName) {
    try {
      return InitialContext.doLookup(jndiName);
    } catch (NamingException e) {
      throw new IllegalStateException(
          "no database: belfry.db.url is not set, and the server has no datasource "
              + jndiName
              + " (belfry.db.jndi)",
          e);
    }
  }

  /** Says so in the log when a datasource of the server sets its sessions otherwise. */
  private void checkSessions(String jndiName) {
    try {
      var others = statement(Purpose.DUTY, SessionSettings::others);
      if (!others.isEmpty()) {
        LOG.log(
            Level.WARNING,
            "event=session-settings datasource={0} otherwise={1}"
                + " advice=\"set its sessions as the scripts in wildfly-config and payara-config do\"",
            jndiName,
            others);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the database does not tell its settings", e);
    }
  }

  @PreDestroy
  void close() {
    entities.close();
    if (dataSource instanceof HikariDataSource own) {
      own.close();
    }
  }
}
