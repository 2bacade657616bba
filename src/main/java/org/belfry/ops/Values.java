package org.belfry.ops;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Reads settings and gathers what is wrong with them, so that all mistakes are told at once. */
final class Values {

  private final Config config;
  private final List<String> mistakes = new ArrayList<>();

  Values(Config config) {
    this.config = config;
  }

  List<String> mistakes() {
    return mistakes;
  }

  Optional<String> text(String name) {
    return config.getOptionalValue(name, String.class).filter(value -> !value.isBlank());
  }

  String text(String name, String standard) {
    return text(name).orElse(standard);
  }

  int number(String name, int standard, int least, int most) {
    var text = text(name);
    if (text.isEmpty()) {
      return standard;
    }
    try {
      var value = Integer.parseInt(text.get().strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, without the value: it might be a secret in the wrong place
    }
    mistakes.add(name + " has to be a number from " + least + " to " + most);
    return standard;
  }

  /** False unless said otherwise. */
  boolean flag(String name) {
    var text = text(name).orElse("false").strip();
    if (!text.equals("true") && !text.equals("false")) {
      mistakes.add(name + " has to be true or false");
    }
    return text.equals("true");
  }

  Duration seconds(String name, int standard, int least, int most) {
    return Duration.ofSeconds(number(name, standard, least, most));
  }
}
