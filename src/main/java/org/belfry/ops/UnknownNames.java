package org.belfry.ops;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.belfry.text.LogEvent;

/**
 * Names that look like settings and are none. A misspelt one would be passed over in silence and
 * its default be taken: that is a mistake. Others may belong to somebody else, or to another
 * version, and are only told.
 */
final class UnknownNames {

  /** Read by others than Belfry: the demo run, the containers, and the scripts for the servers. */
  static final Set<String> OF_OTHERS =
      Set.of(
          "BELFRY_HTTP_PORT",
          "BELFRY_PAYARA_HTTP_PORT",
          "BELFRY_DATASOURCE_URL",
          "BELFRY_DATASOURCE_USER",
          "BELFRY_DATASOURCE_PASSWORD",
          "BELFRY_DATASOURCE_POOL",
          "BELFRY_LOG_LEVEL");

  /**
   * One of which is only told.
   *
   * @param like a setting that it may be meant for
   */
  record Unknown(String name, Optional<String> like) {

    String sentence() {
      return name
          + " is no setting and is passed over"
          + like.map(setting -> "; did you mean " + setting + "?").orElse("");
    }

    void log(Logger log) {
      LogEvent.of("unknown-setting")
          .with("name", name)
          .with("like", like.orElse(null))
          .log(log, Level.WARNING);
    }
  }

  /** Letters that a slip of the hand adds, leaves out, changes or turns round. */
  private static final int SLIP = 2;

  private final Set<String> settings;

  UnknownNames(Set<String> settings) {
    this.settings = settings;
  }

  /** The name of a setting in the environment. */
  static String variable(String setting) {
    return setting.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /** Of names in any order and form, those that are no setting's. */
  List<String> among(Collection<String> given) {
    return given.stream()
        .filter(name -> name.matches("(?i)belfry[._-].+"))
        .filter(name -> !settings.contains(name) && !isVariable(name))
        .distinct()
        .sorted()
        .toList();
  }

  private boolean isVariable(String name) {
    return name.equals(variable(name))
        && (OF_OTHERS.contains(name)
            || settings.stream().anyMatch(setting -> variable(setting).equals(name)));
  }

  /** A sentence about a name that is so near to a setting's that it can only be meant for it. */
  Optional<String> slip(String name) {
    return nearest(name)
        .filter(setting -> distance(variable(name), variable(setting)) <= SLIP)
        .map(setting -> name + " is no setting; did you mean " + as(name, setting) + "?");
  }

  /** The setting that a name begins like, or that it is nearest to; empty if none resembles it. */
  Optional<String> like(String name) {
    return Stream.concat(
            settings.stream()
                .filter(
                    setting ->
                        variable(setting).startsWith(variable(name))
                            || variable(name).startsWith(variable(setting))),
            nearest(name).stream()
                .filter(setting -> distance(variable(name), variable(setting)) <= 2 * SLIP))
        .findFirst()
        .map(setting -> as(name, setting));
  }

  private Optional<String> nearest(String name) {
    return settings.stream()
        .sorted()
        .min(Comparator.comparingInt(setting -> distance(variable(name), variable(setting))));
  }

  /** In the form in which it was given. */
  private static String as(String name, String setting) {
    return name.startsWith("belfry.") ? setting : variable(setting);
  }

  /**
   * Of Damerau and Levenshtein: letters added, left out, changed, or turned round as neighbours.
   */
  static int distance(String a, String b) {
    var d = new int[a.length() + 1][b.length() + 1];
    for (var i = 0; i <= a.length(); i++) {
      for (var j = 0; j <= b.length(); j++) {
        d[i][j] = i == 0 || j == 0 ? i + j : step(d, a, b, i, j);
      }
    }
    return d[a.length()][b.length()];
  }

  private static int step(int[][] d, String a, String b, int i, int j) {
    var change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    var least = Math.min(d[i - 1][j] + 1, Math.min(d[i][j - 1] + 1, d[i - 1][j - 1] + change));
    var turned =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return turned ? Math.min(least, d[i - 2][j - 2] + 1) : least;
  }
}
