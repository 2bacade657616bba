package org.belfry.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.Map;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.belfry.text.LogEvent;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.hibernate.jpa.boot.spi.Bootstrap;

/**
 * Reaches the database, looks at what stands before it, migrates it and makes ready what is to be
 * used.
 */
final class StoreOpening {

  private static final Logger LOG = System.getLogger(Store.class.getName());
  private static final String UNITS = "/jpa/META-INF/persistence.xml";

  private final StoreSettings settings;
  private final MeterRegistry meters;

  StoreOpening(StoreSettings settings, MeterRegistry meters) {
    this.settings = settings;
    this.meters = meters;
  }

  /**
   * Opens it once; whoever fails may try again.
   *
   * @throws SQLException while the database is out of reach
   * @throws IllegalStateException when it is there and does not let us in, or is no database for us
   */
  OpenStore open() throws SQLException {
    try {
      return settings.url().isPresent() ? withOwnPool() : withTheServers();
    } catch (FlywayException | SQLException e) {
      throw told(e);
    }
  }

  private static SQLException told(Exception e) {
    var refusal = SqlFaults.refusalToLetIn(e);
    if (refusal != null) {
      throw new IllegalStateException("the database does not let us in: " + line(refusal), e);
    }
    var reason = SqlFaults.behind(e);
    if (e instanceof RuntimeException unchecked
        && (reason == null || !SqlFaults.isOutage(reason))) {
      throw unchecked;
    }
    return e == reason ? reason : new SQLException(line(reason), reason.getSQLState(), e);
  }

  /** What a server adds to the first line may quote a row. */
  private static String line(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private OpenStore withOwnPool() throws SQLException {
    var url = primary(settings.url().orElseThrow());
    // the last of two is the one that the driver takes
    var unnamed = with(url, "prepareThreshold=0");
    var flyway = flyway().dataSource(unnamed, user(), password());
    var shared = SharedSessions.stand(flyway.getDataSource());
    if (shared) {
      say("belfry.db.url");
      flyway = direct(flyway);
    }
    flyway.load().migrate();
    return opened(pool(shared ? unnamed : url, shared), shared);
  }

  private OpenStore withTheServers() throws SQLException {
    var dataSource = lookUp(settings.jndiName());
    var shared = SharedSessions.stand(dataSource);
    var flyway = flyway().dataSource(dataSource);
    if (shared) {
      say(settings.jndiName());
      if (SharedSessions.loseStatements(dataSource)) {
        throw new IllegalStateException(
            "a pooler before "
                + settings.jndiName()
                + " loses prepared statements: set prepareThreshold=0 in the datasource's URL");
      }
      direct(flyway).load().migrate();
    } else {
      // its connections may not stay idle in a transaction, as Flyway's lock usually does
      flyway
          .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
          .setTransactionalLock(false);
      flyway.load().migrate();
    }
    checkSessions(dataSource, shared);
    return opened(dataSource, shared);
  }

  /** By the direct way where there is one: a migration wants a session of its own. */
  private FluentConfiguration direct(FluentConfiguration otherwise) {
    return settings
        .direct()
        .map(
            way ->
                flyway()
                    .dataSource(
                        primary(way.url()), way.user().orElse(null), way.password().orElse(null)))
        .orElse(otherwise);
  }

  private void say(String where) {
    var line = LogEvent.of("pooler").with("at", where).with("sessions", "shared");
    if (settings.direct().isPresent()) {
      line.with("next", "settings go with each transaction, statements without names")
          .log(LOG, Level.INFO);
    } else {
      line.with(
              "advice",
              "set belfry.cluster.listen-url to the database itself: through this pooler no node hears"
                  + " the others, and migrations share their sessions")
          .log(LOG, Level.WARNING);
    }
  }

  /**
   * Safe when several nodes start at once: Flyway holds an advisory lock of PostgreSQL meanwhile.
   */
  private static FluentConfiguration flyway() {
    return Flyway.configure(Store.class.getClassLoader())
        .locations("classpath:db/migration")
        .table("belfry_schema_history")
        .baselineOnMigrate(false);
  }

  /**
   * By hand, and from a place where no server looks: WildFly would put the Hibernate of its own
   * modules first, and Payara 7 would make a factory of its own, before the migrations have run.
   */
  private static OpenStore opened(DataSource dataSource, boolean shared) {
    EntityManagerFactory entities;
    try {
      entities =
          Bootstrap.getEntityManagerFactoryBuilder(
                  Store.class.getResource(UNITS),
                  "belfry",
                  Map.of("jakarta.persistence.nonJtaDataSource", dataSource))
              .build();
    } catch (RuntimeException e) {
      if (dataSource instanceof HikariDataSource own) {
        own.close();
      }
      throw e;
    }
    return new OpenStore(dataSource, entities, shared);
  }

  /** Of several hosts the one that can be written to; a standby alone is no database for us. */
  static String primary(String url) {
    return url.contains("targetServerType=") ? url : with(url, "targetServerType=primary");
  }

  private static String with(String url, String parameter) {
    return url + (url.contains("?") ? "&" : "?") + parameter;
  }

  private String user() {
    return settings.user().orElse(null);
  }

  private String password() {
    return settings.password().orElse(null);
  }

  private DataSource pool(String url, boolean shared) {
    var config = new HikariConfig();
    config.setPoolName("belfry");
    config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
    config.setDriverClassName("org.postgresql.Driver");
    config.setJdbcUrl(url);
    config.setUsername(user());
    config.setPassword(password());
    config.setMaximumPoolSize(settings.poolSize());
    config.setConnectionTimeout(5_000);
    // that it can be reached has just been seen; and one that can't be is no reason to give up
    config.setInitializationFailTimeout(-1);
    if (!shared) {
      config.setConnectionInitSql(SessionSettings.sql());
    }
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
  private void checkSessions(DataSource dataSource, boolean shared) throws SQLException {
    String others;
    try (var connection = dataSource.getConnection()) {
      others = SessionSettings.others(connection);
    }
    if (!shared && !others.isEmpty()) {
      LogEvent.of("session-settings")
          .with("datasource", settings.jndiName())
          .with("otherwise", others)
          .with("advice", "set its sessions as the scripts in wildfly-config and payara-config do")
          .log(LOG, Level.WARNING);
    }
    if (shared && others.isEmpty()) {
      LogEvent.of("session-settings")
          .with("datasource", settings.jndiName())
          .with("advice", "do not set its sessions: they are lent to others, too")
          .log(LOG, Level.WARNING);
    }
  }
}
