package org.belfry.ops;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;

/** Reads settings and gathers what is wrong with them, so that all mistakes are told at once. */
final class SettingsReader {

  private final Function<String, Optional<String>> source;
  private final Collection<String> given;
  private final Set<String> asked = new HashSet<>();
  private final List<String> mistakes = new ArrayList<>();
  private final List<UnknownNames.Unknown> unknown = new ArrayList<>();

  /**
   * Of a source that answers by the name of a setting.
   *
   * @param given all names that have a value there, also those that are no setting's
   */
  SettingsReader(Function<String, Optional<String>> source, Collection<String> given) {
    this.source = source;
    this.given = given;
  }

  /** Of all sources that the server has. */
  static SettingsReader of(Config config) {
    var given = new HashSet<>(System.getenv().keySet());
    for (var name : config.getPropertyNames()) {
      // some servers make names of their own out of those of variables, dots for all underscores
      if (!given.contains(UnknownNames.variable(name))) {
        given.add(name);
      }
    }
    return new SettingsReader(name -> config.getOptionalValue(name, String.class), given);
  }

  List<String> mistakes() {
    return mistakes;
  }

  /** Names that are given and are no setting's, and no slip away from one. */
  List<UnknownNames.Unknown> unknown() {
    return unknown;
  }

  /** When all settings have been asked for: what else is given, by names that are like theirs. */
  void checkNames() {
    var names = new UnknownNames(asked);
    for (var name : names.among(given)) {
      var slip = names.slip(name);
      slip.ifPresentOrElse(
          mistakes::add, () -> unknown.add(new UnknownNames.Unknown(name, names.like(name))));
    }
  }

  Optional<String> text(String name) {
    asked.add(name);
    return source.apply(name).filter(value -> !value.isBlank());
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
