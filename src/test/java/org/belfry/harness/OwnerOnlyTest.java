package org.belfry.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
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

  @Test
  void a_database_with_a_password_lets_nobody_in_without_also_when_it_was_made_without()
      throws Exception {
    for (var name : new String[] {"made-with", "made-without"}) {
      var data = directory.resolve(name);
      if (name.equals("made-without")) {
        Database.start(data).close();
      }
      try (var database = Database.start(data, "its-password")) {
        assertThatThrownBy(() -> connect(database, "another"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("password authentication failed");
        connect(database, "its-password");
      }
      assertThat(data.resolve("pg_hba.conf")).content().doesNotContainPattern("(?m)^\\w.*trust");
      try (var again = Database.start(data, "its-password")) {
        connect(again, again.password());
      }
      assertThat(directory.resolve(name + ".password")).doesNotExist();
    }
  }

  private static void connect(Database database, String password) throws SQLException {
    DriverManager.getConnection(database.url(), database.user(), password).close();
  }
}
