package org.belfry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The descriptions of the interface, as public tools see them. */
class ContractsTest {

  private static final Path DOCUMENTS = Path.of("docs").toAbsolutePath();

  @TempDir private Path directory;

  private static void findsNothing(NpmTools.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.output()).isZero();
  }

  @Test
  void one_linter_finds_nothing() throws Exception {
    var rules = "--extends=recommended-strict";
    findsNothing(NpmTools.run("redocly", "lint", rules, DOCUMENTS.resolve("openapi.yaml")));
  }

  @Test
  void another_linter_finds_nothing_in_either() throws Exception {
    findsNothing(
        NpmTools.run(
            "spectral",
            "lint",
            "--fail-severity=hint",
            "--ruleset=contracts/spectral.yaml",
            DOCUMENTS.resolve("openapi.yaml"),
            DOCUMENTS.resolve("asyncapi.yaml")));
  }

  @Test
  void every_operation_and_every_message_has_examples_that_fit_their_schemas() throws Exception {
    findsNothing(NpmTools.run("node", "contracts/examples.mjs", DOCUMENTS));
  }

  @Test
  void an_example_that_does_not_fit_is_found() throws Exception {
    for (var name : new String[] {"openapi.yaml", "asyncapi.yaml"}) {
      var text = Files.readString(DOCUMENTS.resolve(name));
      var broken =
          text.replace("example: {upTo: 17}", "example: {upTo: seventeen}")
              .replace("payload: {cmd: seen, upTo: 17}", "payload: {cmd: seen, upto: 17}");
      assertThat(broken).isNotEqualTo(text);
      Files.writeString(directory.resolve(name), broken);
    }
    var outcome = NpmTools.run("node", "contracts/examples.mjs", directory);
    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.output())
        .contains("markSeen, request application/json: /upTo must be integer")
        .contains("seen: / must have required property 'upTo'");
  }
}
