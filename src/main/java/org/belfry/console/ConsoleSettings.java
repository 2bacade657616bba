package org.belfry.console;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may look at the console.
 *
 * @param senders by name, as in reports; empty for nobody
 */
public record ConsoleSettings(Set<String> senders) {

  /** Reads a comma-separated list. */
  public static ConsoleSettings parse(String senders) {
    return new ConsoleSettings(
        Arrays.stream(senders.split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet()));
  }
}
