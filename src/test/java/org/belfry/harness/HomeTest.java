package org.belfry.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
    assertThat(Home.reason("x\n\tat a.b.C(C.java)\n".repeat(1_000)).lines())
        .hasSize(Home.MOST_LINES)
        .containsOnly("x");
    assertThat(Home.reason("no cause at all")).isEqualTo("no cause at all");
  }
}
