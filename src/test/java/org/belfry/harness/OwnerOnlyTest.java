package org.belfry.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a demo run keeps is for its owner alone. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no such permissions")
class OwnerOnlyTest {

  @TempDir private Path directory;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void a_directory_is_made_so_and_one_that_is_there_is_shut() throws IOException {
    assertThat(mode(OwnerOnly.directory(directory.resolve("new")))).isEqualTo("rwx------");
    var open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(mode(OwnerOnly.directory(open))).isEqualTo("rwx------");
  }

  @Test
  void a_file_is_so_even_in_place_of_an_open_one() throws IOException {
    var file = Files.writeString(directory.resolve("file"), "open");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    OwnerOnly.write(file, "shut");
    assertThat(file).hasContent("shut");
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void no_file_of_the_demo_page_shows_its_key_to_others() throws IOException {
    var page = directory.resolve("page");
    DemoPage.of(Path.of("src/demo/webapp"), Optional.of("the-key")).deploy(page);
    try (Stream<Path> files = Files.walk(page)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains("the-key")) {
          assertThat(mode(file)).as("%s", file).isEqualTo("rw-------");
        }
      }
    }
  }
}
