package org.belfry.ops;

import java.net.URI;
import java.net.URISyntaxException;
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

  /** An address of one of these schemes, with a host. */
  Optional<URI> uri(String name, String... schemes) {
    var text = text(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      var uri = new URI(text.get().strip());
      if (List.of(schemes).contains(uri.getScheme()) && uri.getHost() != null) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      // said below, without the value: it may carry a password
    }
    mistakes.add(name + " has to be an address " + String.join(":// or ", schemes) + "://host");
    return Optional.empty();
  }
}
