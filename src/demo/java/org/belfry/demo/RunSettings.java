package org.belfry.demo;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the environment and the build say about a demo run. */
record RunSettings(
    Map<String, String> environment, Path home, Path war, Path pages, Path directory) {

  private static final int DEFAULT_PORT = 8080;
  private static final String COMPAT = "BELFRY_COMPAT_ENABLED";

  /** Of this process: the paths come from the build, everything else from the environment. */
  static RunSettings ofThisProcess() {
    Path directory = Path.of(System.getProperty("belfry.directory", ".belfry")).toAbsolutePath();
    return new RunSettings(
        System.getenv(),
        Path.of(System.getProperty("server.home")),
        Path.of(System.getProperty("belfry.war")),
        Path.of(System.getProperty("belfry.demo-pages")),
        directory.normalize());
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  int httpPort() {
    String value = variable("BELFRY_HTTP_PORT").orElse(Integer.toString(DEFAULT_PORT)).strip();
    if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65_535) {
      throw new IllegalArgumentException("BELFRY_HTTP_PORT is no port number: " + value);
    }
    return Integer.parseInt(value);
  }

  boolean bringsDatabase() {
    return variable("BELFRY_DB_URL").isPresent();
  }

  boolean bringsSenderKeys() {
    return variable("BELFRY_API_KEYS").isPresent();
  }

  /** With a key set of one's own no demo secret is wanted: it would let in tokens of ours. */
  boolean bringsJwtKeys() {
    return variable("BELFRY_JWT_SECRET").or(() -> variable("BELFRY_JWT_JWKS")).isPresent();
  }

  /**
   * The demo keys and the contracts of old push servers, as far as the environment does not bring
   * others.
   */
  Map<String, String> missing(DemoKeys keys) {
    Map<String, String> missing = new HashMap<>();
    if (!bringsSenderKeys()) {
      missing.put("BELFRY_API_KEYS", keys.apiKeys());
      missing.put("BELFRY_CONSOLE_SENDERS", keys.senderName());
    }
    if (!bringsJwtKeys()) {
      missing.put("BELFRY_JWT_SECRET", keys.jwtSecret());
    }
    if (variable(COMPAT).isEmpty()) {
      missing.put(COMPAT, "true");
    }
    return missing;
  }
}
