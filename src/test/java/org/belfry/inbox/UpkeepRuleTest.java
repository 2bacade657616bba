package org.belfry.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.belfry.store.Purpose;
import org.junit.jupiter.api.Test;

class UpkeepRuleTest {

  /** Whoever spells it anew may look past a rule that comes later. */
  @Test
  void what_is_due_is_said_in_one_place() throws IOException {
    try (var files = Files.walk(Path.of("src/main/java"))) {
      var spelled =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(UpkeepRuleTest::speaksOfIt)
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toSet());
      // the column itself, the append that brings it forward, and the order of those that are due
      assertThat(spelled)
          .isEqualTo(
              Set.of("Upkeep.java", "Inbox.java", "AppendStatement.java", "DueInboxes.java"));
    }
  }

  private static boolean speaksOfIt(Path file) {
    try {
      return Files.readString(file).contains("next_expiry");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_is_due_is_done_in_portions_and_says_whether_there_is_more() throws Exception {
    var inbox = TestInbox.get();
    var user = TestInbox.someone();
    var soon = inbox.clock.instant().plusSeconds(60);
    var later = soon.plusSeconds(60);
    for (var expiresAt : List.of(soon, soon, soon, later)) {
      inbox.send(inbox.draft("n", null, expiresAt, user));
    }
    var then = soon.plus(Duration.ofSeconds(1));
    inbox.store.jdbc(
        Purpose.ACTION,
        connection -> {
          RowLocks.all(connection, List.of(user));
          var first = Upkeep.performLocked(connection, List.of(user), then, 2);
          assertThat(first.due()).containsExactly(user);
          assertThat(first.removed()).singleElement().matches(gone -> gone.seqs().size() == 2);
          var second = Upkeep.performLocked(connection, List.of(user), then, 2);
          assertThat(second.due()).isEmpty();
          assertThat(second.removed()).singleElement().matches(gone -> gone.seqs().size() == 1);
          var third = Upkeep.performLocked(connection, List.of(user), then, 2);
          assertThat(third.removed()).isEmpty();
          return null;
        });
    assertThat(inbox.acts.counts(user).unread()).isOne();
  }
}
