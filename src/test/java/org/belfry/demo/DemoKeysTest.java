package org.belfry.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoKeysTest {

  @TempDir private Path directory;

  @Test
  void keys_stay_the_same_and_those_that_are_missing_are_added() throws IOException {
    var file = directory.resolve("keys.properties");
    Files.writeString(file, "sender-key=demo-kept\njwt-secret=kept\n");
    var keys = DemoKeys.in(file);
    assertThat(keys.senderKey()).isEqualTo("demo-kept");
    assertThat(keys.databasePassword()).hasSize(32);
    assertThat(DemoKeys.in(file).databasePassword()).isEqualTo(keys.databasePassword());
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }
}
