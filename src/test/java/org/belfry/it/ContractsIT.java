package org.belfry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.belfry.NpmTools;
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

  @Test
  void a_client_generated_from_the_descriptions_calls_every_operation_and_gets_what_they_say()
      throws Exception {
    var modules = NpmTools.modules();
    var documents = Path.of("docs").toAbsolutePath();
    var directory = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "contracts");
    Files.createSymbolicLink(directory.resolve("node_modules"), modules);
    for (var source : new String[] {"client.mts", "schemas.mjs"}) {
      Files.copy(Path.of("src/test/js/contracts", source), directory.resolve(source));
    }
    succeeds(NpmTools.run("node", "contracts/generate.mjs", documents, directory));
    succeeds(
        NpmTools.runIn(
            directory,
            "tsc",
            "--strict",
            "--target",
            "es2022",
            "--module",
            "nodenext",
            "--lib",
            "es2022,dom,dom.iterable",
            "--allowJs",
            "--skipLibCheck",
            "--outDir",
            "out",
            "client.mts"));
    var outcome = call(directory, documents);
    succeeds(outcome);
    assertThat(outcome.output()).contains(" operations called");

    for (var name : new String[] {"openapi.yaml", "asyncapi.yaml"}) {
      var lie =
          Files.readString(documents.resolve(name))
              .replace("        seen: {type: integer", "        saw: {type: integer");
      Files.writeString(directory.resolve(name), lie);
    }
    assertThat(call(directory, directory).output())
        .as("what the answers do not fit")
        .contains("getNotification 200: / must NOT have unevaluated properties");
  }

  private NpmTools.Outcome call(Path client, Path documents) throws Exception {
    return NpmTools.runIn(
        client,
        "node",
        "--experimental-websocket",
        "out/client.mjs",
        api().base(),
        api().senderKey(),
        documents);
  }

  private static void succeeds(NpmTools.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.output()).isZero();
  }
}
