package org.belfry.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Decisions have one numbering without gaps, and an index that leaves none out. */
class DecisionsTest {

  private static final Path DECISIONS = Path.of("docs/decisions");

  @Test
  void the_index_names_each_decision_by_its_number_and_title() throws IOException {
    var index = Files.readAllLines(DECISIONS.resolve("README.md"));
    try (var files = Files.list(DECISIONS)) {
      var decisions =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.equals("README.md"))
              .sorted()
              .toList();
      assertThat(index.stream().filter(line -> line.startsWith("- ["))).hasSameSizeAs(decisions);
      for (var i = 0; i < decisions.size(); i++) {
        var name = decisions.get(i);
        assertThat(name).startsWith("%04d-".formatted(i + 1));
        var title = Files.readAllLines(DECISIONS.resolve(name)).get(0).substring(2);
        assertThat(index).contains("- [" + name.substring(0, 4) + "](" + name + ") " + title);
      }
    }
  }
}
