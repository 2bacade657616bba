package org.belfry.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.belfry.demo.DatabaseProbe;
import org.junit.jupiter.api.Test;

/** What cannot start ends in its own line. */
class HomeTest {

  @Test
  void a_deployment_that_failed_is_told_by_its_last_cause_alone() {
    var marker =
        """
        "{\\"WFLYCTL0080: Failed services\\" => {\\"jboss.deployment.unit.\\\\\\"belfry.war\\\\\\"\\" => \\"java.lang.RuntimeException: UT010013: Could not instantiate
            Caused by: java.lang.IllegalStateException: WFLYEE0042: Failed to construct component instance
            Caused by: java.lang.IllegalStateException: Belfry does not start; please mend its settings:
         - belfry.limits.page has to be a number from 1 to 1000
         - belfry.api-keys has for shop the hash of nothing: the key was empty\\"}}"
        """;
    assertThat(Home.reason(marker).lines())
        .containsExactly(
            "Belfry does not start; please mend its settings:",
            " - belfry.limits.page has to be a number from 1 to 1000",
            " - belfry.api-keys has for shop the hash of nothing: the key was empty");
    assertThat(Home.reason("no cause at all")).isEqualTo("no cause at all");
  }

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
