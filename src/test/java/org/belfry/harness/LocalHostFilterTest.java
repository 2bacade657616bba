package org.belfry.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalHostFilterTest {

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:9090", "[::1]:8080", "[::1]"})
  void names_of_this_machine_are_served(String host) {
    assertThat(LocalHostFilter.isLocal(host)).isTrue();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "rebound.example",
        "rebound.example:8080",
        "localhost.example:8080",
        "localhost:8080.example",
        "127.0.0.1.example",
        "localhost:",
        "localhost:8080\n",
        "192.168.1.7:8080"
      })
  void a_name_that_only_points_here_is_not(String host) {
    assertThat(LocalHostFilter.isLocal(host)).isFalse();
  }
}
