package org.belfry.demo;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseProbeTest {

  @Test
  void a_database_out_of_reach_is_one_line_and_so_is_an_address_of_none() {
    var unreachable = Map.of("BELFRY_DB_URL", "jdbc:postgresql://127.0.0.1:1/belfry");
    assertThatThrownBy(() -> DatabaseProbe.of(unreachable).requireAnswer())
        .hasMessageStartingWith("The database of BELFRY_DB_URL is out of reach: ")
        .hasMessageContaining("127.0.0.1:1")
        .hasMessageNotContaining("\n");
    var another = Map.of("BELFRY_DB_URL", "jdbc:mysql://127.0.0.1/belfry");
    assertThatThrownBy(() -> DatabaseProbe.of(another).requireAnswer())
        .hasMessageStartingWith("BELFRY_DB_URL is no address of a PostgreSQL");
  }
}
