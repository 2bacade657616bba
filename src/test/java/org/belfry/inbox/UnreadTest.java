package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.belfry.store.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnreadTest {

  @Test
  void no_other_file_spells_it_anew() throws IOException {
    try (var files = Files.walk(Path.of("src/main/java"))) {
      var spelling = files.filter(UnreadTest::spellsIt).map(Path::getFileName).toList();
      assertThat(spelling).isEqualTo(List.of(Path.of("Unread.java")));
    }
  }

  private static boolean spellsIt(Path file) {
    try {
      return file.toString().endsWith(".java")
          && Files.readString(file).matches("(?is).*(read_at|readAt) is null.*");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Otherwise a statement would not be served by the index that was made for it. */
  @ParameterizedTest
  @ValueSource(strings = {"item_unread", "item_collapsing"})
  void its_indexes_have_the_same_condition(String index) throws Exception {
    var stored =
        TestInbox.get()
            .store
            .jdbc(
                Purpose.READ,
                connection -> {
                  try (var statement =
                      connection.prepareStatement(
                          "select pg_get_expr(indpred, indrelid) from pg_index"
                              + " where indexrelid = ?::regclass")) {
                    statement.setString(1, index);
                    var rows = statement.executeQuery();
                    rows.next();
                    return rows.getString(1);
                  }
                });
    assertThat(stored.replaceAll("[()]", "").toLowerCase())
        .endsWith(Unread.CONDITION.replace("t.", ""));
  }
}
