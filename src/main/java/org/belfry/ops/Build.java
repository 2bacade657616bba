package org.belfry.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What was built. */
final class Build {

  private static final String FILE = "/belfry-build.properties";

  private Build() {}

  /** As in the name of a release. */
  static String version() {
    var properties = new Properties();
    try (var file = Build.class.getResourceAsStream(FILE)) {
      properties.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
