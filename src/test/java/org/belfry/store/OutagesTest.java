package org.belfry.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class OutagesTest {

  private final List<String> lines = new ArrayList<>();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Outages outages = new Outages(meters, new Lines());

  private final class Lines implements System.Logger {

    @Override
    public String getName() {
      return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      throw new AssertionError("no stack trace: " + message);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
      lines.add(MessageFormat.format(format, values));
    }
  }

  @Test
  void an_outage_is_one_line_of_the_log_and_a_count() {
    for (var i = 0; i < 20; i++) {
      var error = new SQLException("the server\nDetail: row (42, a secret)", "57P01");
      assertThat(outages.of(new IllegalStateException(error)).problem().status()).isEqualTo(503);
    }
    assertThat(lines)
        .containsExactly("event=store-unavailable state=57P01 unsaid=0 reason=\"the server\"");
    assertThat(meters.counter("belfry.db.failures").count()).isEqualTo(20);
  }

  private boolean isOutage(Exception e) {
    return outages.of(e) != null;
  }

  @Test
  void what_is_refused_is_no_outage_and_a_pool_without_connections_is_one() {
    assertThat(isOutage(new SQLException("no such table", "42P01"))).isFalse();
    assertThat(isOutage(new SQLException("busy", "55P03"))).isFalse();
    assertThat(isOutage(new IllegalStateException("no SQL in it"))).isFalse();
    assertThat(isOutage(new SQLException("IJ000453: unable to get a connection"))).isTrue();
    assertThat(isOutage(new SQLException("read-only", "25006"))).isTrue();
  }

  @Test
  void the_pool_is_silent_about_each_of_its_sessions() {
    for (var name : List.of("ProxyConnection", "PoolBase", "HikariPool")) {
      assertThat(java.util.logging.Logger.getLogger("com.zaxxer.hikari.pool." + name).getLevel())
          .isEqualTo(java.util.logging.Level.OFF);
    }
  }
}
