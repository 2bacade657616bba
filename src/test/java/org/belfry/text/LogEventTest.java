package org.belfry.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;

class LogEventTest {

  private static String line(Object value) {
    return LogEvent.of("x").with("user", value).with("n", 1_234_567).toString();
  }

  @Test
  void a_plain_value_stands_as_it_is() {
    assertThat(line("42")).isEqualTo("event=x user=42 n=1234567");
    assertThat(line("münchen/用户:a,b")).isEqualTo("event=x user=münchen/用户:a,b n=1234567");
    assertThat(line(null)).isEqualTo("event=x user=- n=1234567");
  }

  @Test
  void no_value_can_look_like_a_line_or_a_value_of_its_own() {
    assertThat(line("eve\nevent=inbox-read operator=bob"))
        .isEqualTo("event=x user=\"eve\\u000aevent=inbox-read operator=bob\" n=1234567");
    assertThat(line("a b")).isEqualTo("event=x user=\"a b\" n=1234567");
    assertThat(line("a\" b=\"c\\")).isEqualTo("event=x user=\"a\\\" b=\\\"c\\\\\" n=1234567");
    assertThat(line("")).isEqualTo("event=x user=\"\" n=1234567");
    assertThat(line("-")).isEqualTo("event=x user=\"-\" n=1234567");
    for (var c : new int[] {0, 0x1b, 0x7f, 0x85, 0x2028, 0x2029, 0x202e, 0x200b, 0xd800}) {
      var text = line("a" + new String(Character.toChars(c)) + "b");
      assertThat(text).isEqualTo("event=x user=\"a\\u%04xb\" n=1234567".formatted(c));
    }
    assertThat(line("x".repeat(2_000))).hasSizeLessThan(1_100);
  }

  @Test
  void a_value_with_braces_is_no_pattern() {
    var log = new Lines();
    LogEvent.of("x").with("user", "{0}'{1}").log(log, Level.INFO);
    LogEvent.of("x").with("user", "{0}'{1}").log(log, Level.INFO, new IllegalStateException());
    assertThat(log.lines).containsExactly("event=x user={0}'{1}", "event=x user={0}'{1}");
  }

  /** Formats as the loggers of the JDK and of the servers do. */
  private static final class Lines implements System.Logger {

    private final List<String> lines = new ArrayList<>();

    @Override
    public String getName() {
      return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
      lines.add(text);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
      lines.add(MessageFormat.format(format, values));
    }
  }
}
