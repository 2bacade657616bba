package org.belfry.ops;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Belfry would say of settings that stand in an environment, without starting it.
 *
 * @param mistakes with any of which it does not start
 * @param warnings what it passes over
 */
public record SettingsCheck(List<String> mistakes, List<String> warnings) {

  /** Reads the variables as Belfry itself does. */
  public static SettingsCheck of(Map<String, String> environment) {
    var reader =
        new SettingsReader(
            name -> Optional.ofNullable(environment.get(UnknownNames.variable(name))),
            environment.keySet());
    var settings = new Settings(reader);
    return new SettingsCheck(
        settings.mistakes(),
        reader.unknown().stream().map(UnknownNames.Unknown::sentence).toList());
  }
}
