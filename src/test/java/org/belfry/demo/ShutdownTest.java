package org.belfry.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever happens at the end of a demo run, what it started is stopped. */
class ShutdownTest {

  private final List<String> closed = new ArrayList<>();
  private final List<Integer> codes = new ArrayList<>();

  private void start(Shutdown shutdown, String... parts) throws IOException {
    for (var part : parts) {
      shutdown.start(() -> () -> closed.add(part));
    }
  }

  @Test
  void a_signal_stops_the_last_first_and_says_so() throws IOException {
    var out = new ByteArrayOutputStream();
    var shutdown = new Shutdown(new PrintStream(out, true, StandardCharsets.UTF_8));
    start(shutdown, "claim", "database", "server");
    shutdown.onSignal(codes::add);
    assertThat(closed).containsExactly("server", "database", "claim");
    assertThat(codes).containsExactly(0);
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("Stopping …", "Stopped.");
  }

  @Test
  void an_output_that_breaks_at_the_first_letter_keeps_nothing_from_being_stopped()
      throws IOException {
    var broken =
        new PrintStream(OutputStream.nullOutputStream()) {
          @Override
          public void println(String line) {
            throw new NumberFormatException("For input string: \"0m\""); // as Maven's has done
          }
        };
    var shutdown = new Shutdown(broken);
    start(shutdown, "database", "server");
    shutdown.onSignal(codes::add);
    assertThat(closed).containsExactly("server", "database");
    assertThat(codes).containsExactly(0);
  }

  @Test
  void a_part_that_cannot_be_stopped_keeps_no_other_from_it() throws IOException {
    var shutdown = new Shutdown(new PrintStream(OutputStream.nullOutputStream()));
    start(shutdown, "database");
    shutdown.start(
        () ->
            () -> {
              throw new NoClassDefFoundError("a build has cleaned its classes away");
            });
    shutdown.onSignal(codes::add);
    assertThat(closed).containsExactly("database");
    assertThat(codes).containsExactly(1);
  }

  @Test
  void nothing_is_started_any_more_once_it_stops() {
    var shutdown = new Shutdown(new PrintStream(OutputStream.nullOutputStream()));
    shutdown.onSignal(codes::add);
    assertThatThrownBy(() -> start(shutdown, "server")).hasMessageContaining("being stopped");
    assertThat(closed).isEmpty();
  }
}
