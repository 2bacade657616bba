package org.belfry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No command of a document has a variable that nobody sets. */
class DocumentedCommandsTest {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```");
  private static final Set<String> OF_EVERY_SHELL = Set.of("PWD", "HOME");

  private static List<Path> documents() throws IOException {
    var documents = new ArrayList<Path>();
    for (var directory : List.of("", "docs", "wildfly-config", "payara-config", "docs/decisions")) {
      try (Stream<Path> files = Files.list(Path.of(directory))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
      }
    }
    return documents;
  }

  @Test
  void every_variable_of_a_command_is_set_before_in_the_same_document() throws IOException {
    for (var document : documents()) {
      var known = new HashSet<>(OF_EVERY_SHELL);
      for (var block : blocks(document)) {
        for (var line : block.lines().toList()) {
          var used = Pattern.compile("\\$\\{?([A-Za-z_]\\w*)").matcher(line);
          var set = Pattern.compile("(?:^|\\s)(?:([A-Za-z_]\\w*)=|for (\\w+) in)").matcher(line);
          set.results().forEach(m -> known.add(m.group(1) == null ? m.group(2) : m.group(1)));
          used.results()
              .forEach(m -> assertThat(known).as("%s: %s", document, line).contains(m.group(1)));
        }
      }
    }
  }

  private static List<String> blocks(Path document) throws IOException {
    return BLOCK.matcher(Files.readString(document)).results().map(m -> m.group(1)).toList();
  }
}
