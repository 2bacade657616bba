package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What tools read of the interface, and what they make of it, against the running server. */
class ContractsIT extends BelfryIT {

  @Test
  void the_descriptions_are_served_as_they_are_in_the_documents() throws Exception {
    for (var name : new String[] {"openapi.yaml", "asyncapi.yaml"}) {
      var answer = api().call("GET", "/" + name, null, null);
      assertThat(answer.status()).as(name).isEqualTo(200);
      assertThat(answer.response().body()).isEqualTo(Files.readString(Path.of("docs", name)));
      assertThat(answer.header("Content-Type")).startsWith("application/yaml");
      assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Content-Security-Policy")).isNull();
      var again = api().call("GET", "/" + name, null, null, "If-None-Match", answer.header("ETag"));
      assertThat(again.status()).isEqualTo(304);
    }
    assertThat(api().call("GET", "/protocol.yaml", null, null).status()).isEqualTo(404);
  }
}
